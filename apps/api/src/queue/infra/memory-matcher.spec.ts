import { describeMatcher } from '../matcher.contract.js';
import { MemoryMatcher } from './memory-matcher.js';

describeMatcher('MemoryMatcher', (options) => Promise.resolve(new MemoryMatcher(options)));
