"""The report as one offline HTML file."""
