"""What the laws of several places share: notice of a meeting, seats at it, and clocks. No number lives here."""
