import { Link } from '@tanstack/react-router';
import { buttonClass } from '../components/button.js';

/** Leads to the datasets from where there is nothing else to do. */
export function AllDatasetsLink() {
  return (
    <Link to="/" className={buttonClass()}>
      All datasets
    </Link>
  );
}
