from backend.staff.routes import conduct, files, morning

blueprints = [files.blueprint, morning.blueprint, conduct.blueprint]
