// What htmx leaves open.
