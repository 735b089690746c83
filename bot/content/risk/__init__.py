"""Is this a scam? Red flags, links and numbers in what a resident pastes or tells."""
