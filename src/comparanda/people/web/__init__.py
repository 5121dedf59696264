"""Pages of people: team, profile, invitation, sign-in."""
