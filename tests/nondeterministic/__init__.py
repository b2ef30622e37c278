"""Programs with several outcomes: each that the host shows is one that the explorer lists."""
