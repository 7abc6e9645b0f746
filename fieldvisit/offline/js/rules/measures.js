/** Bounds of measurements (« mesures »), the same content as fieldvisit/growth/measures.json (a test holds them equal). */
export default [
  {
    "code": "poids",
    "libelle": "Poids",
    "loinc": "29463-7",
    "unite": "g",
    "decimales": 0,
    "pas": 5,
    "saisie": "kg avec virgule ou g",
    "dur_min": 300,
    "dur_max": 150000,
    "souple": {
      "ds": 4,
      "gain_max_g_jour": 100,
      "perte_max_pct": 10
    },
    "technique": "Nu avant 2 ans, même balance ; balance notée"
  },
  {
    "code": "taille",
    "libelle": "Taille",
    "loinc": "8302-2",
    "unite": "cm",
    "decimales": 1,
    "pas": 0.1,
    "saisie": "cm",
    "dur_min": 20,
    "dur_max": 220,
    "souple": {
      "ds": 4,
      "baisse_max_cm": 0.5
    },
    "technique": "Couché avant 2 ans, debout ensuite [S15]"
  },
  {
    "code": "pc",
    "libelle": "Périmètre crânien",
    "loinc": "8287-5",
    "unite": "cm",
    "decimales": 1,
    "pas": 0.1,
    "saisie": "cm",
    "dur_min": 18,
    "dur_max": 65,
    "souple": {
      "ds": 4,
      "baisse_max_cm": 0.5
    },
    "technique": "Plus grand tour, mètre ruban ; mensuel la première année"
  },
  {
    "code": "imc",
    "libelle": "IMC",
    "loinc": "39156-5",
    "unite": "kg/m2",
    "decimales": 1,
    "pas": null,
    "saisie": "calculé",
    "dur_min": 5,
    "dur_max": 60,
    "souple": {
      "ds": 4
    },
    "technique": "Paire du même jour ; à partir de 2 ans [S14]"
  },
  {
    "code": "temp",
    "libelle": "Température",
    "loinc": "8310-5",
    "unite": "Cel",
    "decimales": 1,
    "pas": 0.1,
    "saisie": "°C",
    "dur_min": 30,
    "dur_max": 43,
    "souple": {
      "min": 36,
      "max": 37.9
    },
    "technique": "Site noté"
  },
  {
    "code": "poids_naissance",
    "libelle": "Poids de naissance",
    "loinc": "8339-4",
    "unite": "g",
    "decimales": 0,
    "pas": 5,
    "saisie": "g",
    "dur_min": 300,
    "dur_max": 7000,
    "souple": {
      "min": 1500,
      "max": 5000
    },
    "technique": "Repris du CS8"
  },
  {
    "code": "ta_sys",
    "libelle": "Tension artérielle systolique (mère)",
    "loinc": "8480-6",
    "unite": "mm[Hg]",
    "decimales": 0,
    "pas": 1,
    "saisie": "mmHg",
    "dur_min": 60,
    "dur_max": 260,
    "souple": {
      "min": 80,
      "max": 139
    },
    "technique": "Assise, au repos"
  },
  {
    "code": "ta_dia",
    "libelle": "Tension artérielle diastolique (mère)",
    "loinc": "8462-4",
    "unite": "mm[Hg]",
    "decimales": 0,
    "pas": 1,
    "saisie": "mmHg",
    "dur_min": 30,
    "dur_max": 160,
    "souple": {
      "min": 45,
      "max": 89
    },
    "technique": "Assise, au repos"
  },
  {
    "code": "hauteur_uterine",
    "libelle": "Hauteur utérine",
    "loinc": null,
    "unite": "cm",
    "decimales": 1,
    "pas": 0.5,
    "saisie": "cm",
    "dur_min": 5,
    "dur_max": 60,
    "souple": {
      "min": 15,
      "max": 40
    },
    "technique": "Sage-femme"
  }
];
