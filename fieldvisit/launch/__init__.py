"""From a command to an open door: database brought up to date, screens built, server started."""
