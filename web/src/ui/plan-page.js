// The Plan screen: the questions on the left, the map with the answers beside them.
import { place } from '../geo.js';
import { html } from '../html.js';
import { bearing } from '../measure.js';
import * as p from '../plan.js';
import { STRINGS } from '../strings.js';
import { HOUR, dateTime, rfc3339 } from '../time.js';
import { Branches } from './plan-branches.js';
import { LawBox, Waters } from './plan-law.js';
import { useTyped } from './typed.js';

const T = STRINGS.plan;

export function PlanPage() {
  return html`<section class="paper plan" aria-labelledby="plan-title">
    <h2 id="plan-title">${T.title}</h2>
    <p class="hint">${T.hint[p.putting.value]} <kbd>X</kbd></p>
    <${Put} />
    <${Ship} />
    <${Asset} />
    ${p.refused.value && html`<p class="bad" role="alert">${p.refused.value}</p>`}
    <${Meeting} />
    <${Branches} />
    <${Asked} />
    <${Assumed} />
    <div class="buttons">
      <button disabled=${!p.areas.value && !p.ways.value} onClick=${() => p.save('geojson')}>GeoJSON</button>
      <button disabled=${!p.meeting()?.possible} onClick=${() => p.save('gpx')}>GPX</button>
      <button disabled=${!p.meeting()?.possible} onClick=${() => p.save('kml')}>KML</button>
      <button onClick=${p.forget}>${T.anew}</button>
    </div>
  </section>`;
}

/** What the next click puts down. */
function Put() {
  return html`<fieldset class="choice"><legend>${T.click}</legend>
    ${Object.entries(T.puts).map(([what, label]) => html`<label key=${what}>
      <input type="radio" name="putting" checked=${p.putting.value === what} onChange=${() => { p.putting.value = /** @type {any} */ (what); }} /> ${label}</label>`)}
  </fieldset>`;
}

function Ship() {
  const from = p.start.value;
  return html`<section aria-labelledby="plan-ship"><h3 id="plan-ship">${T.ship}</h3>
    ${!from && html`<p class="hint">${T.noShip}</p>`}
    ${from && html`<p>${from.name && html`<b>${from.name}</b> `}${place(from.lat, from.lon)}${from.seen !== null && html`, ${T.seen} <${Instant} ms=${from.seen} />`}</p>
      <div class="fields">
        <${Number_} label=${T.top} value=${p.top.value} least=${0.5} most=${60} step=${0.5} into=${(/** @type {number} */ n) => { p.top.value = n; }} />
        <${Number_} label=${T.course} value=${from.course} least=${0} most=${360} step=${1} into=${(/** @type {number} */ n) => { p.start.value = { ...from, course: n }; }} />
      </div>
      <label class="slide">${T.elapsed} <output>${p.hours.value} h</output>
        <input type="range" min="0.1" max=${p.MOST_HOURS} step="0.1" value=${p.hours.value}
          aria-valuetext=${`${p.hours.value} h`} onInput=${(/** @type {any} */ event) => { p.hours.value = Number(event.target.value); }} /></label>
      ${p.plannedAt.value !== null && html`<p class="sub">${T.plannedAt} <${Instant} ms=${p.plannedAt.value} /></p>`}
      <label class="tick"><input type="checkbox" checked=${p.likely.value} onChange=${() => { p.likely.value = !p.likely.value; }} /> ${T.likely}</label>
      <p class="sub" role="status">${area()}</p>
      <${Likely} />`}
  </section>`;
}

/** @param {{ms: number}} props */
function Instant({ ms }) {
  return html`<time dateTime=${rfc3339(ms)}>${dateTime(ms)}</time>`;
}

/** How much sea holds how much of the probability. */
function Likely() {
  const parts = (p.areas.value?.features ?? []).map((drawn) => drawn.properties).filter((of) => of?.what === 'probability');
  if (parts.length === 0) return null;
  return html`<dl class="pairs likely" aria-label=${T.likelyIn}>${parts.map((of) => html`<dt key=${of?.part}>${Math.round(100 * of?.part)} %</dt>
    <dd>${T.inside} ${Math.round(of?.area_nm2).toLocaleString('en')} nm²</dd>`)}</dl>`;
}

/** What was found, or that it is being worked on. */
function area() {
  const told = p.areas.value?.properties?.area_nm2;
  if (p.working.value > 0) return T.working;
  return told === undefined ? '' : `${T.within} ${Math.round(told).toLocaleString('en')} nm²`;
}

function Asset() {
  const own = p.asset.value;
  if (!own) return html`<section><h3>${T.asset}</h3><p class="hint">${T.noAsset}</p></section>`;
  return html`<section aria-labelledby="plan-asset"><h3 id="plan-asset">${T.asset}</h3>
    <p>${place(own.lat, own.lon)}</p>
    <div class="fields">
      <${Number_} label=${T.speed} value=${own.speed} least=${1} most=${400} step=${1} into=${(/** @type {number} */ n) => { p.asset.value = { ...own, speed: n }; }} />
      <label class="tick"><input type="checkbox" checked=${own.air} onChange=${() => { p.asset.value = { ...own, air: !own.air }; }} /> ${T.air}</label>
    </div></section>`;
}

/** @param {{label: string, value: number | null, least: number, most: number, step: number, into: (n: number) => void}} props */
function Number_({ label, value, least, most, step, into }) {
  const change = (/** @type {any} */ event) => {
    const n = event.target.valueAsNumber;
    if (n >= least && n <= most) into(n);
  };
  return html`<label>${label}<input type="number" min=${least} max=${most} step=${step} ...${useTyped(value ?? '', change)} /></label>`;
}

function Meeting() {
  const told = p.meeting();
  if (!told) return null;
  const at = told.possible ? told : told.closest;
  if (!at || at.lat === undefined || at.lon === undefined) return null;
  return html`<section aria-labelledby="plan-meeting"><h3 id="plan-meeting">${told.possible ? T.meets : T.misses}</h3>
    <p class="hint">${p.start.value?.course === null ? T.still : `${T.fromThere} ${p.hours.value} h ${T.ago}`}</p>
    ${told.reason && html`<p class="reason lead">${told.reason}</p>`}
    <dl class="pairs">
      <dt>${T.steer}</dt><dd><b>${bearing(at.course_deg ?? 0)}</b></dd>
      <dt>${T.after}</dt><dd>${span(at.time_h ?? 0)}${p.plannedAt.value !== null && html`, <${Instant} ms=${p.plannedAt.value + (at.time_h ?? 0) * HOUR} />`}</dd>
      <dt>${told.possible ? T.where : T.closest}</dt><dd>${place(at.lat, at.lon)}</dd>
      <dt>${told.possible ? T.way : T.short}</dt><dd>${(at.distance_nm ?? 0).toFixed(1)} nm</dd>
    </dl>
    ${told.waters && html`<${Waters} waters=${told.waters} />`}
    ${told.law && html`<${LawBox} law=${told.law} />`}
  </section>`;
}

/** @param {number} hours */
function span(hours) {
  const minutes = Math.round(hours * 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function Asked() {
  const asked = p.asked.value;
  if (!asked) return null;
  return html`<section aria-labelledby="plan-asked"><h3 id="plan-asked">${T.asked}</h3>
    <p>${place(asked.place.lat, asked.place.lon)}</p>
    ${asked.waters ? html`<${Waters} waters=${asked.waters} />` : html`<p class="hint">${T.working}</p>`}
  </section>`;
}

/** What all that rests on, each line once. */
function Assumed() {
  const told = p.meeting();
  const lines = [p.areas.value?.properties?.assumptions, told?.assumptions, told?.waters?.assumptions, told?.law?.assumptions].flatMap((of) => of ?? []);
  if (lines.length === 0) return null;
  return html`<section aria-labelledby="plan-assumed"><h3 id="plan-assumed">${T.assumed}</h3>
    <ul class="assumed">${[...new Set(lines)].map((line) => html`<li key=${line}>${line}</li>`)}</ul>
    <p class="hint">${T.caution}</p></section>`;
}
