/** The words of the synthesis: as fieldvisit/forms/synthesis.json, which a test holds equal. */
export const WORDS = {
 "forms": {
  "epp": {
   "title": "Votre entretien prénatal",
   "date": "A1_date",
   "given": "I6_remise",
   "shared": "I6_accords",
   "sections": [
    {
     "title": "Votre grossesse",
     "lines": [
      {
       "item": "B2",
       "text": "Date prévue de l’accouchement : {}."
      },
      {
       "item": "B4_nom",
       "text": "Votre grossesse est suivie par : {}."
      },
      {
       "item": "B4_maternite",
       "text": "Maternité choisie : {}."
      }
     ]
    },
    {
     "title": "Vos projets",
     "lines": [
      {
       "item": "H1",
       "options": {
        "allaitement": "Vous souhaitez allaiter votre bébé.",
        "mixte": "Vous souhaitez nourrir votre bébé au sein et au biberon.",
        "lait_infantile": "Vous souhaitez nourrir votre bébé au biberon.",
        "ne_sait_pas": "Vous avez le temps de choisir comment nourrir votre bébé : nous en reparlerons si vous le souhaitez."
       }
      },
      {
       "item": "H2",
       "options": {
        "commencee": "La préparation à la naissance est commencée.",
        "prevue": "La préparation à la naissance est prévue.",
        "a_organiser": "La préparation à la naissance reste à organiser : nous vous y aidons."
       }
      },
      {
       "item": "H3",
       "text": "Ce qui compte pour vous le jour de la naissance : {}"
      },
      {
       "item": "H5",
       "text": "Au retour à la maison, vous pourrez compter sur : {}.",
       "options": {
        "conjoint": "votre conjoint·e",
        "famille": "votre famille",
        "prado": "le programme PRADO",
        "sf_liberale": "une sage-femme libérale"
       }
      }
     ]
    },
    {
     "title": "Vos points forts",
     "lines": [
      {
       "item": "I1",
       "text": "{}"
      }
     ]
    },
    {
     "title": "Ce que vous souhaitez",
     "lines": [
      {
       "item": "C4",
       "text": "Vous aimeriez : {}.",
       "options": {
        "information": "des informations",
        "psy": "un soutien",
        "aide_maison": "de l’aide à la maison",
        "aide_admin": "de l’aide pour vos démarches",
        "preparation": "préparer la naissance",
        "lien_parents": "rencontrer d’autres parents"
       }
      }
     ]
    },
    {
     "title": "Ce dont nous avons parlé",
     "lines": [
      {
       "item": "B10",
       "text": "Pour votre santé et celle de votre bébé : {}.",
       "options": {
        "coqueluche": "la vaccination contre la coqueluche",
        "grippe": "la vaccination contre la grippe",
        "vrs": "la protection contre la bronchiolite",
        "alimentation": "l’alimentation",
        "listeriose_toxo": "la listériose et la toxoplasmose"
       }
      }
     ]
    }
   ]
  },
  "epnp": {
   "title": "Votre entretien après la naissance",
   "date": "N0_date",
   "given": null,
   "shared": null,
   "sections": [
    {
     "title": "Vous et votre bébé",
     "lines": [
      {
       "item": "N5_alim",
       "options": {
        "allaitement": "Vous allaitez votre bébé.",
        "mixte": "Vous nourrissez votre bébé au sein et au biberon.",
        "lait_infantile": "Vous nourrissez votre bébé au biberon."
       }
      },
      {
       "item": "N17_accueil",
       "options": {
        "trouve": "Vous avez trouvé un mode d’accueil.",
        "recherche": "Vous cherchez un mode d’accueil : nous pouvons vous aider."
       }
      }
     ]
    },
    {
     "title": "La suite",
     "lines": [
      {
       "item": "N20_second",
       "options": {
        "oui": "Un second entretien vous est proposé, deux à trois mois après la naissance."
       }
      }
     ]
    }
   ]
  }
 },
 "decided": "Ce que nous avons décidé ensemble",
 "thinking": "Ce à quoi vous réfléchissez",
 "visits": "Vos rendez-vous avec nous",
 "sharing": "Ce que nous transmettons",
 "shared_with": "Avec votre accord, nous transmettons l’essentiel à : {}.",
 "shared_options": {
  "maternite": "votre maternité",
  "medecin_sf": "votre médecin ou votre sage-femme",
  "puericultrice": "la puéricultrice de PMI",
  "tisf": "la TISF qui vous aide à la maison"
 },
 "shared_none": "Vous ne souhaitez pas que nous transmettions quoi que ce soit : rien ne l’est.",
 "shared_foot": "Vous pouvez changer d’avis à tout moment : dites-le-nous.",
 "referrals": {
  "sage_femme_pmi": "Une sage-femme de PMI vient vous voir.",
  "sage_femme_liberale": "Prendre rendez-vous avec une sage-femme libérale.",
  "medecin_traitant_gyneco": "Prendre rendez-vous avec votre médecin ou votre gynécologue.",
  "medecin_traitant_pediatre": "Prendre rendez-vous avec votre médecin ou le pédiatre.",
  "medecin_pmi": "Rencontrer le médecin de PMI.",
  "puericultrice_pmi": "Une puéricultrice de PMI vient vous voir après la naissance.",
  "tisf_premiers_pas": "Une aide à la maison par une TISF (« Premiers pas »).",
  "tisf_caf": "Une aide à la maison par une TISF, avec la CAF.",
  "tisf": "Une aide à la maison par une TISF.",
  "psychologue_pmi": "Rencontrer la psychologue de PMI.",
  "tabacologue": "Être accompagnée pour arrêter de fumer.",
  "service_social": "Rencontrer l’assistante sociale du secteur.",
  "laep": "Découvrir un lieu d’accueil enfants-parents.",
  "hebergement": "Être aidée pour le logement.",
  "mdph": "Faire le point sur vos droits avec la MDPH.",
  "centre_parental": "Découvrir le centre parental.",
  "mode_accueil": "Trouver un mode d’accueil.",
  "relais_parental": "Découvrir le relais parental.",
  "pass": "Être reçue à la permanence d’accès aux soins de l’hôpital.",
  "cpam": "Ouvrir ou compléter vos droits à l’assurance maladie.",
  "aides_financieres": "Faire le point sur les aides auxquelles vous avez droit.",
  "associations": "Être mise en lien avec une association.",
  "acces_droits": "Être accompagnée dans vos démarches.",
  "medecine_travail": "Voir le médecin du travail.",
  "maternite": "Prendre contact avec la maternité.",
  "consultation_allaitement": "Une consultation d’allaitement.",
  "dentiste": "Prendre rendez-vous chez le dentiste.",
  "kinesitherapeute": "Prendre rendez-vous chez le kinésithérapeute."
 },
 "help": "En cas d’urgence, appelez le 15 ou le 112. Pour parler de votre bébé, Allô Parents Bébé : 0 800 003 456 (gratuit).",
 "reach": "Vous pouvez nous appeler : {}.",
 "refused": "Elle n’a pas souhaité de synthèse écrite (« Synthèse remise à la femme » : Non). Rien ne s’imprime.",
 "unasked": "Demandez-lui d’abord si elle souhaite une synthèse écrite (« Synthèse remise à la femme »).",
 "not_one": "Cette visite n’a pas de synthèse : elle existe pour l’EPP et l’EPNP."
};
