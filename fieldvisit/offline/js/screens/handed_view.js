/** The questionnaire as the woman sees it: one question at a time, no score, nothing of her file. Pure. */
import { citationOf, missingOf, optionsOf } from "./epds_aboard.js";
import { answer } from "./visit_draft.js";

export const NOT_HANDED = {
  open: false, stage: "", title: "", instruction: "", lead: "", place: "", share: 0, question: "", options: [], answered: false, can_return: false,
  missing_said: "", missing: [], citation: [], door: false, busy: false, problem: "",
};

/** @param {object|undefined} form the document of the questionnaire; `self_filled`: what its page says besides the questions */
export function handedView(draft, questions, form, door) {
  const words = form?.self_filled;
  const { step } = draft.handed;
  const item = questions[step];
  const missing = missingOf(draft, questions);
  const stage = item ? "question" : step < 0 ? "intro" : step === questions.length ? "end" : "done";
  return {
    ...NOT_HANDED,
    open: true,
    stage,
    instruction: words?.instruction ?? "",
    lead: words?.prefix ?? "",
    citation: citationOf(form),
    ...(item ? questionOf(draft, item, step, questions.length) : {}),
    ...(stage === "end" ? endOf(missing) : {}),
    door: door.open, busy: door.busy, problem: door.problem,
  };
}

function questionOf(draft, item, step, count) {
  const { v } = answer(draft, item.id);
  return {
    place: `Question ${step + 1} sur ${count}`,
    share: Math.round(((step + 1) / count) * 100),
    question: item.question,
    options: optionsOf(item).map(({ code, label }) => ({ key: `${item.id}-${code}`, code, label, chosen: v === code })),
    answered: v !== undefined,
    can_return: step > 0,
  };
}

/** What is left open is said without blame, and led back to. */
const endOf = (missing) => ({
  missing: missing.map((at) => ({ key: String(at), at, label: `Question ${at + 1}` })),
  missing_said:
    missing.length === 0 ? ""
      : `${missing.length === 1 ? "Une question est restée" : `${missing.length} questions sont restées`} sans réponse. ` +
        "Si vous le voulez, vous pouvez y revenir. Sinon, rendez la tablette ainsi : vous en parlerez ensemble.",
});
