// Markup in plain JavaScript: Preact's elements through htm's template tag.
import htm from 'htm';
import { h } from 'preact';

export const html = htm.bind(h);
