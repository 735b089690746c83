"""`make bench-widget`: how large the widget is, how soon it shows and answers on a slow line."""
