from backend.joining.routes import applications, invitations

blueprints = (applications.blueprint, invitations.blueprint)
