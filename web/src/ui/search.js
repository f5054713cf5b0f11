// One box for names, numbers and positions (WAI-ARIA combobox with a list).
import { useState } from 'preact/hooks';
import { flyTo, selectVessel } from '../actions.js';
import * as api from '../api.js';
import { readPlace } from '../geo.js';
import { html } from '../html.js';
import { CLASSES, shipClass } from '../palette.js';
import { STRINGS } from '../strings.js';

/** @type {number | undefined} */
let timer;

export function Search() {
  const [words, setWords] = useState('');
  const [found, setFound] = useState(/** @type {{total: number, vessels: api.Card[]} | null} */ (null));
  const [at, setAt] = useState(0);
  const close = () => setFound(null);

  const type = (/** @type {string} */ text) => {
    setWords(text);
    clearTimeout(timer);
    if (text.trim().length < 2 || readPlace(text)) return close();
    timer = setTimeout(() => api.search(text).then((answer) => { setFound(answer); setAt(0); }, close), 120);
  };
  const take = (/** @type {api.Card} */ card) => {
    close();
    document.getElementById('search')?.blur();
    void selectVessel(String(card.mmsi).padStart(9, '0'), { move: true });
  };
  const enter = async () => {
    const place = readPlace(words);
    if (place) return flyTo.current(place.lat, place.lon);
    const answer = found ?? (words.trim() ? await api.search(words) : null);
    const card = answer?.vessels[found ? at : 0];
    if (card) take(card);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const rows = found?.vessels.length ?? 0;
    if (event.key === 'Enter') void enter();
    else if (event.key === 'Escape') { close(); /** @type {HTMLElement} */ (event.target).blur(); }
    else if (event.key === 'ArrowDown' && rows) setAt((at + 1) % rows);
    else if (event.key === 'ArrowUp' && rows) setAt((at + rows - 1) % rows);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return html`
    <div class="search" role="search">
      <input id="search" type="text" autocomplete="off" spellcheck=${false} placeholder=${`${STRINGS.search}   /`}
        role="combobox" aria-label=${STRINGS.search} aria-expanded=${found ? 'true' : 'false'} aria-controls="found"
        aria-autocomplete="list" aria-activedescendant=${found?.vessels.length ? `found-${at}` : undefined}
        value=${words} onInput=${(/** @type {any} */ e) => type(e.target.value)} onKeyDown=${key} onBlur=${() => setTimeout(close, 150)} />
      <ul id="found" role="listbox" aria-label=${STRINGS.search} hidden=${!found}>
        ${found?.vessels.map((card, i) => html`
          <li key=${card.mmsi} id=${`found-${i}`} role="option" aria-selected=${i === at ? 'true' : 'false'}
            onMouseDown=${() => take(card)} onMouseEnter=${() => setAt(i)}>
            <b>${card.name ?? card.mmsi}</b> <span>${typeName(card.ship_type)} · MMSI ${card.mmsi}${card.imo ? ` · IMO ${card.imo}` : ''}${card.callsign ? ` · ${card.callsign}` : ''}</span>
          </li>`)}
        ${found && found.vessels.length === 0 && html`<li class="none" role="option" aria-selected="false">${STRINGS.searchNone}</li>`}
        ${found && found.total > found.vessels.length && html`<li class="none" role="option" aria-selected="false">+${found.total - found.vessels.length} ${STRINGS.searchMore}</li>`}
      </ul>
    </div>`;
}

/** @param {number} type */
export function typeName(type) {
  const name = /** @type {keyof typeof STRINGS.types} */ (CLASSES[shipClass(type)]);
  return STRINGS.types[name];
}
