// What happened in a drill, in words.
import { STRINGS } from '../strings.js';

const T = STRINGS.drills;
/** @type {Record<string, string>} */
const EVENTS = T.events;

/** A line of the log in words. @param {import('../drill-api.js').Line} line */
export function told(line) {
  const { seq: _seq, t: _t, event, side, unit, task, contact, craft, text, reason, by, answer, what, rule, port, why, ...rest } = line;
  const about = craft ?? (contact === undefined || contact === null ? undefined : `#${contact}`);
  const words = [side, unit, event === 'order' ? undefined : EVENTS[event] ?? event, task, about, by === 'people' ? T.byPeople : by === 'tactics' ? undefined : by, what, answer, why, port, text, reason, rule,
    event === 'inspected' && (rest.contraband ? T.contraband : T.clean), event === 'begin' && rest.exercise];
  return words.filter(Boolean).join(' · ');
}
