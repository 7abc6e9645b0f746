"""Families with nothing special to tell, in one line each: without them every day would be a remarkable one."""

from fieldvisit.demo.shapes import Child, Home, father, mother


def _home(
    name: str, commune: str, her: str, his: str, child: str, sex: str, days: int, languages: str = "français"
) -> Home:
    age = 24 + (len(name) * 3 + days) % 13
    return Home(
        name,
        commune,
        (mother(her, name, age), father(his, name, age + 2)),
        (Child(child, sex, days),),
        languages=languages,
    )


HOMES = (
    _home("Rochas", "Bourg-en-Bresse", "Sabrina", "Cyril", "Nolan", "M", 50),
    _home("Meunier", "Viriat", "Emma", "Baptiste", "Alice", "F", 64),
    _home("Bouazza", "Bourg-en-Bresse", "Leïla", "Hakim", "Ayoub", "M", 110, "français, arabe"),
    _home("Poncet", "Jasseron", "Claire-Lise", "Étienne", "Marius", "M", 172),
    _home("Toprak", "Bourg-en-Bresse", "Merve", "Serkan", "Eymen", "M", 205, "turc, français"),
    _home("Michaud", "Montagnat", "Laurie", "Kevin", "Louane", "F", 245),
    _home("Almeida", "Péronnas", "Vânia", "Nelson", "Lara", "F", 315, "portugais, français"),
    _home("Buatois", "Marboz", "Séverine", "Arnaud", "Eliott", "M", 430),
    _home("Camara", "Bourg-en-Bresse", "Djénéba", "Lamine", "Aboubacar", "M", 500, "français, malinké"),
    _home("Vernay", "Foissiat", "Amandine", "Jérémy", "Maé", "F", 590),
    _home("Morel-Girardot", "Polliat", "Céline", "Yann", "Ulysse", "M", 655),
    _home("Shehu", "Bourg-en-Bresse", "Teuta", "Besnik", "Arlind", "M", 142, "albanais, français"),
    _home("Guyot", "Coligny", "Florence", "Bruno", "Ambre", "F", 350),
    _home("Lê", "Saint-Denis-lès-Bourg", "Minh Châu", "Đức", "Théo", "M", 98, "vietnamien, français"),
    _home("Tardy", "Ambérieu-en-Bugey", "Julia", "Maxime", "Gaspard", "M", 46),
    _home("Mansouri", "Ambérieu-en-Bugey", "Soraya", "Nabil", "Lina", "F", 102, "français, arabe"),
    _home("Juillard", "Saint-Rambert-en-Bugey", "Maud", "Fabien", "Simon", "M", 180),
    _home("Doğan", "Meximieux", "Esra", "Mehmet", "Mira", "F", 260, "turc, français"),
    _home("Bardet", "Lagnieu", "Elsa", "Loïc", "Achille", "M", 340),
    _home("Touré", "Ambérieu-en-Bugey", "Oumou", "Sékou", "Ramata", "F", 410, "français, soninké"),
    _home("Cottin", "Pont-d’Ain", "Marine", "Rémi", "Lison", "F", 480),
    _home("Nogueira", "Loyettes", "Carla", "Bruno", "Afonso", "M", 545, "portugais, français"),
    _home("Villard", "Ambronay", "Perrine", "Clément", "Joseph", "M", 610),
    _home("Hoxha", "Château-Gaillard", "Arta", "Dritan", "Melisa", "F", 155, "albanais, français"),
    _home("Bonnefoy", "Leyment", "Agnès", "Thierry", "Suzanne", "F", 670),
)
