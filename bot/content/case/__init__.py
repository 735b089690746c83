"""What happened to a resident, read out of their own words."""
