import { PLACE_WISHES, type PlaceWish } from '../place.js';
import { IfPresent, IsOneOf, IsShownUtcOffset } from './checks.js';

export class PlaceWishDto implements PlaceWish {
  @IsOneOf(PLACE_WISHES)
  readonly is!: PlaceWish['is'];

  @IfPresent()
  @IsShownUtcOffset()
  readonly utcOffsetMinutes?: number;
}
