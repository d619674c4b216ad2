"""The web application: pages, API and command line. It parses, calls one engine method and renders."""
