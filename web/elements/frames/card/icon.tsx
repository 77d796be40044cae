/** The sign at the start of the field: the card's brand, where the code stands, or a choice between two networks. */

import { networkName, type Brand, type Network } from '../../core/card/brands';
import { BrandIcon } from '../shared/brand-icons';
import { classes } from '../shared/fields';
import { useFrame } from '../shared/frame';
import { CvcIcon } from '../shared/icons';

interface Props {
  brand: Brand;
  networks: Network[];
  network: Network | undefined;
  choose(network: Network | undefined): void;
  wrong: boolean;
  cvc?: boolean;
}

export function CardIcon({ brand, networks, network, choose, wrong, cvc }: Props) {
  const frame = useFrame();
  const solid = frame.init.options.iconStyle === 'solid';
  return (
    <span class={classes('CardField-icon', solid && 'CardIcon--solid')}>
      {networks.length > 1 ? (
        <span class="CardNetworks">
          {(network ? [network] : networks).map((each) => <BrandIcon key={each} network={each} />)}
          <select
            name="network" aria-label={frame.text('card.network.label')}
            onChange={(event) => choose((event.currentTarget.value || undefined) as Network | undefined)}
          >
            <option value="" selected={network === undefined}>{frame.text('card.network.any')}</option>
            {networks.map((each) => (
              <option key={each} value={each} selected={network === each}>{networkName(each)}</option>
            ))}
          </select>
        </span>
      ) : cvc ? (
        <CvcIcon front={brand === 'amex'} />
      ) : (
        <BrandIcon network={wrong ? 'unknown' : brand} />
      )}
    </span>
  );
}
