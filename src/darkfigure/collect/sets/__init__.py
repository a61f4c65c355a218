"""Readers of collections that others made: yt-dlp, FollowTheMoney, GDELT, ACLED."""
