import { useQuery } from '@tanstack/react-query';
import { itemsQuery } from '../../api/queries.js';
import { itemsRoute } from './route.js';

export function ItemsScreen() {
  const { datasetId } = itemsRoute.useParams();
  const { data } = useQuery(itemsQuery(datasetId, { page: 0, perPage: 50 }));
  return <p>{data?.pagination.total} items</p>;
}
