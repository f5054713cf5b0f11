// Branches of a plan side by side.
import { place } from '../geo.js';
import { html } from '../html.js';
import * as b from '../plan-branches.js';
import * as p from '../plan.js';
import { STRINGS } from '../strings.js';

const T = STRINGS.plan;

export function Branches() {
  const kept = b.branches.value;
  const full = kept.length >= b.MOST;
  const first = b.soonest();
  return html`<section class="branches" aria-labelledby="plan-branches"><h3 id="plan-branches">${T.branches}</h3>
    <p class="hint">${kept.length === 0 ? T.noBranch : T.compared}</p>
    ${kept.length > 0 && html`<div class="scroll" tabIndex=${0} role="group" aria-label=${T.compared}><table>
      <thead><tr><th scope="col">${T.branch}</th><th scope="col">${T.reach}</th><th scope="col">${T.meeting}</th><th scope="col">${T.where}</th><th scope="col">${T.waters}</th><th scope="col"><span class="unseen">${T.do}</span></th></tr></thead>
      <tbody>${kept.map((branch) => html`<${Row} key=${branch.name} branch=${branch} first=${branch === first} />`)}</tbody>
    </table></div>`}
    <div class="buttons"><button disabled=${full || !p.start.value || p.working.value > 0} onClick=${b.keep}>${T.keep}</button></div>
  </section>`;
}

/** @param {{branch: b.Branch, first: boolean}} props */
function Row({ branch, first }) {
  const { meeting, area, hours, top, start } = branch;
  const at = meeting?.possible ? meeting : null;
  const waters = at?.waters;
  const kind = waters && (T.classes[/** @type {keyof typeof T.classes} */ (waters.class)] ?? waters.class);
  return html`<tr class=${first ? 'first' : ''}>
    <th scope="row">${branch.name}</th>
    <td>${`${hours} h, ${top} kn${start.course === null ? '' : `, ${Math.round(start.course)}°`}`}<br />${area === null ? '' : `${Math.round(area).toLocaleString('en')} nm²`}</td>
    <td>${at ? `${T.after} ${(at.time_h ?? 0).toFixed(2)} h` : meeting ? T.misses : T.noAsset}${first ? html`<br /><b>${T.first}</b>` : ''}</td>
    <td>${at && at.lat !== undefined && at.lon !== undefined ? place(at.lat, at.lon) : ''}</td>
    <td>${kind ?? ''}${waters?.state ? ` ${waters.state}` : ''}</td>
    <td><button aria-label=${`${T.takeUp} ${branch.name}`} onClick=${() => b.takeUp(branch)}>${T.takeUp}</button>
      <button aria-label=${`${T.drop} ${branch.name}`} onClick=${() => b.drop(branch)}>${T.drop}</button></td>
  </tr>`;
}
