"""Properties, units, leases, people, charges, and a property's settings and bank accounts."""
