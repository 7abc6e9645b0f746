/** The calendars of exams and vaccines, the same content as fieldvisit/carnet/exams.json and vaccines.json (a test holds them equal). */

export const EXAMS = {
  "late_days": {"before_months": 6, "before": 15, "after": 30},
  "exams": [
    {"code": "ex01", "label": "Dans les 8 jours qui suivent la naissance", "certificate": "CS8", "from_days": 0, "to_days": 8},
    {"code": "ex02", "label": "Au cours de la 2e semaine", "certificate": null, "from_days": 7, "to_days": 14},
    {"code": "ex03", "label": "Au cours du 2e mois", "certificate": null, "from_months": 1, "to_months": 2},
    {"code": "ex04", "label": "Au cours du 3e mois", "certificate": null, "from_months": 2, "to_months": 3},
    {"code": "ex05", "label": "Au cours du 4e mois", "certificate": null, "from_months": 3, "to_months": 4},
    {"code": "ex06", "label": "Au cours du 5e mois", "certificate": null, "from_months": 4, "to_months": 5},
    {"code": "ex07", "label": "Au cours du 6e mois", "certificate": null, "from_months": 5, "to_months": 6},
    {"code": "ex08", "label": "Au cours du 9e mois", "certificate": "CS9", "from_months": 8, "to_months": 9},
    {"code": "ex09", "label": "Au cours du 12e mois", "certificate": null, "from_months": 11, "to_months": 12},
    {"code": "ex10", "label": "Au cours du 13e mois", "certificate": null, "from_months": 12, "to_months": 13},
    {"code": "ex11", "label": "Entre 16 et 18 mois", "certificate": null, "from_months": 16, "to_months": 18},
    {"code": "ex12", "label": "Au cours du 24e ou du 25e mois", "certificate": "CS24", "from_months": 23, "to_months": 25},
    {"code": "ex13", "label": "Au cours de la 3e année", "certificate": null, "from_months": 25, "to_months": 36},
    {"code": "ex14", "label": "Au cours de la 4e année", "certificate": null, "from_months": 36, "to_months": 48},
    {"code": "ex15", "label": "Au cours de la 5e année", "certificate": null, "from_months": 48, "to_months": 60},
    {"code": "ex16", "label": "Au cours de la 6e année", "certificate": null, "from_months": 60, "to_months": 72},
    {"code": "ex17", "label": "Au cours de la 7e année (examen de 6 ans, nouveau au 1er janvier 2025)", "certificate": null, "from_months": 72, "to_months": 84, "in_force": "2025-01-01"},
    {"code": "ex18", "label": "Entre 8 et 9 ans", "certificate": null, "from_months": 96, "to_months": 108},
    {"code": "ex19", "label": "Entre 11 et 13 ans", "certificate": null, "from_months": 132, "to_months": 156},
    {"code": "ex20", "label": "Entre 15 et 16 ans", "certificate": null, "from_months": 180, "to_months": 192},
  ],
};

export const VACCINES = {
  "late_days": {"before_months": 6, "before": 15, "after": 30},
  "vaccines": [
    {"code": "hexa", "label": "Diphtérie-Tétanos-Polio-Coqueluche-Hib-Hépatite B (hexavalent)", "short": "Hexavalent", "mandatory": true, "doses": [{"rank": "D1", "months": 2}, {"rank": "D2", "months": 4}, {"rank": "R", "months": 11}], "until_months": 72, "standing": "calendrier"},
    {"code": "pneumo", "label": "Pneumocoque (vaccin conjugué)", "short": "Pneumocoque", "mandatory": true, "doses": [{"rank": "D1", "months": 2}, {"rank": "D2", "months": 4}, {"rank": "R", "months": 11}], "until_months": 24, "standing": "calendrier"},
    {"code": "menb", "label": "Méningocoque B", "short": "Méningocoque B", "mandatory": true, "doses": [{"rank": "D1", "months": 3}, {"rank": "D2", "months": 5}, {"rank": "R", "months": 12}], "until_months": 24, "standing": "calendrier", "in_force": "2025-01-01"},
    {"code": "menacwy", "label": "Méningocoques ACWY", "short": "Méningocoques ACWY", "mandatory": true, "doses": [{"rank": "D1", "months": 6}, {"rank": "D2", "months": 12}], "until_months": 24, "standing": "calendrier", "in_force": "2025-01-01"},
    {"code": "ror", "label": "Rougeole-Oreillons-Rubéole", "short": "ROR", "mandatory": true, "doses": [{"rank": "D1", "months": 12}, {"rank": "D2", "months": 16, "to_months": 18}], "until_months": 72, "standing": "calendrier"},
    {"code": "rota", "label": "Rotavirus (recommandé, non obligatoire ; 2 ou 3 doses selon le vaccin)", "short": "Rotavirus", "mandatory": false, "doses": [{"rank": "D1", "months": 2}, {"rank": "D2", "months": 3}, {"rank": "D3", "months": 4}], "until_months": 8, "standing": "jamais_en_retard"},
    {"code": "dtcap6", "label": "Rappel Diphtérie-Tétanos-Coqueluche-Polio (6 ans)", "short": "Rappel 6 ans", "mandatory": false, "doses": [{"rank": "R", "months": 72}], "until_months": 84, "standing": "calendrier"},
    {"code": "bcg", "label": "BCG (enfants exposés à un risque élevé de tuberculose, à partir de 1 mois)", "short": "BCG", "mandatory": false, "doses": [{"rank": "D1", "months": 1}], "until_months": 12, "standing": "a_verifier"},
    {"code": "vrs", "label": "Immunisation VRS : nirsévimab du nourrisson OU vaccination maternelle 32-36 SA", "short": "VRS", "mandatory": false, "doses": [{"rank": "D1", "months": 0}], "until_months": 12, "standing": "jamais_en_retard"},
    {"code": "grippe", "label": "Grippe saisonnière (à partir de 6 mois si risque)", "short": "Grippe", "mandatory": false, "doses": [], "until_months": 72, "standing": "a_verifier", "season": {"opens": "10-01", "closes": "01-31", "from_months": 6}},
  ],
};
