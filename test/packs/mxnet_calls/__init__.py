"""MXNet's operators, optimisers, schedules and losses, told in calls of mixgrad."""
