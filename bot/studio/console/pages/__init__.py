"""One module an area; bot.studio.console.app lists them."""
