/** Document `elements-inner-card`: the card element and its split fields. */

import card from './card.css?inline';
import look from '../shared/element-input.css?inline';
import { submitOnEnter } from '../shared/focus';
import { startFrame, useFrame } from '../shared/frame';
import { SingleCard } from './single';
import { SplitField } from './split';

function View() {
  const frame = useFrame();
  switch (frame.init.element) {
    case 'cardNumber':
    case 'cardExpiry':
    case 'cardCvc':
      return <SplitField part={frame.init.element} />;
    default:
      return <SingleCard />;
  }
}

void startFrame(View, { bare: true, css: look + card, onStart: submitOnEnter });
