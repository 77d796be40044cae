/** Document `elements-inner-easel`: the small elements that have none of their own. */

import type { BankListElement } from '../../core/banks';
import look from '../shared/element-input.css?inline';
import { submitOnEnter } from '../shared/focus';
import { startFrame, useFrame } from '../shared/frame';
import { readAddress } from '../shared/address';
import { AustralianAccount } from './au-bank-account';
import { BankList } from './bank-list';
import css from './easel.css?inline';
import { TaxId } from './tax-id';

function View() {
  const { element } = useFrame().init;
  switch (element) {
    case 'taxId':
      return <TaxId />;
    case 'auBankAccount':
      return <AustralianAccount />;
    case 'idealBank':
    case 'epsBank':
    case 'p24Bank':
    case 'fpxBank':
      return <BankList element={element satisfies BankListElement} />;
    default:
      return null;
  }
}

const hasAppearance = readAddress(location.hash).componentName === 'taxId';
void startFrame(View, hasAppearance ? {} : { bare: true, css: look + css, onStart: submitOnEnter });
