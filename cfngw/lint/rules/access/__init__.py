"""Resource policies, private APIs, CORS of REST APIs, and gateway responses."""
