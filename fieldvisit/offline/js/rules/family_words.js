/**
 * How contacts and agreements are called and what may come of each: the same as families/contact.py, contacting.py and
 * agreements.json, expecting.py (a test holds them equal).
 */
export const MEANS = {
  appel_emis: "Appel passé", appel_recu: "Appel reçu", courrier: "Courrier", sms: "SMS", courriel: "Courriel",
  accueil: "Venue au centre",
};
export const RESULTS = {
  joint: "Famille jointe", message: "Message laissé", sans_reponse: "Sans réponse", envoye: "Envoyé",
  retour: "Revenu (adresse inconnue)", a_envoyer: "À envoyer", annule: "Annulé",
};
/** What may come of each means. */
export const POSSIBLE = {
  appel_emis: ["joint", "message", "sans_reponse"], appel_recu: ["joint"], courrier: ["envoye", "a_envoyer", "retour"],
  sms: ["envoye", "joint"], courriel: ["envoye", "joint"], accueil: ["joint"],
};
/** Who may read the words of a contact. */
export const READERS = {
  observations_vad: "L’équipe de soin", sante_enfant: "Qui lit la santé de l’enfant",
  dossier_mere: "Qui lit le dossier de la mère", planning_mission: "Toute la PMI, secrétariat compris",
};
export const MOST_WORDS = 2000;

/** How a pregnancy ended. */
export const OUTCOMES = {
  vivant: "Enfant(s) vivant(s)", deces_avant: "Décès avant ou à la naissance", deces_apres: "Décès après la naissance",
  fausse_couche: "Fausse couche", interruption: "Interruption de grossesse", inconnue: "Issue inconnue",
};

/** « Accords »: label and short label by code, in the county’s order. */
export const AGREEMENTS = {
  accord_vad: ["Accord pour la visite à domicile", "Visite à domicile"],
  accord_partage_tisf: ["Accord de partage d'objectifs avec la TISF", "Partage d’objectifs avec la TISF"],
  accord_medecin_traitant: [
    "Accord de lien avec le médecin traitant / la maternité", "Lien avec le médecin traitant / la maternité",
  ],
  accord_psychologue: ["Accord d'orientation psychologue", "Orientation psychologue"],
  accord_ecole: ["Accord pour le bilan en école maternelle", "Bilan en école maternelle"],
  accord_photo: ["Accord d'image / photo (par défaut : refusé)", "Image / photo"],
  opposition: ["Opposition au suivi de PMI", "Opposition au suivi de PMI"],
};
export const MODES = ["Oral", "Écrit", "Signature sur tablette"];
export const GIVEN = "Accordé";
export const REFUSED = "Refusé";
export const WITHDRAWN = "Retiré";
export const UNASKED = "Non recueilli";
export const OPPOSITION = "opposition";
export const MOST_SCOPE = 300;

/** The last word of a family on one kind of agreement, or null. */
export const lastWord = (family, kind) =>
  (family?.agreements ?? []).filter((one) => one.kind === kind)
    .reduce((last, one) => (last && (last.collected_at ?? "") > (one.collected_at ?? "") ? last : one), null);

/** Is it given and still in force on this day? */
export const holds = (one, today) => one?.status === GIVEN && (!one.expires_on || one.expires_on >= today);
