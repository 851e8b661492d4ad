/** Negative, zero or positive, as `left` sorts before, with or after `right`. Zero only for the same item. */
export type Order<T> = (left: T, right: T) => number;

interface Node<T> {
  item: T;
  size: number;
  left: Node<T> | undefined;
  right: Node<T> | undefined;
}

/** A subtree may be this many times heavier than its sister (Adams's weight-balanced trees, as in Haskell's Data.Map). */
const HEAVIEST = 3;
/** A single rotation mends a tree whose inner grandchild is lighter than this many times the outer one. */
const SINGLE_BELOW = 2;

/**
 * A sorted set that knows ranks: insert, delete and rank in O(log n), first in O(log n), a walk from the front in O(1)
 * amortised a step. The sizes that give the rank also keep it balanced, so it needs no chance.
 */
export class RankedTree<T> implements Iterable<T> {
  #root: Node<T> | undefined;
  readonly #order: Order<T>;

  constructor(order: Order<T>) {
    this.#order = order;
  }

  get size(): number {
    return sizeOf(this.#root);
  }

  /** Adds an item; one that is already there stays as it is. */
  insert(item: T): void {
    this.#root = this.#inserted(this.#root, item);
  }

  /** Removes an item that may be there. */
  delete(item: T): void {
    this.#root = this.#deleted(this.#root, item);
  }

  /** How many items sort before this one, whether it is there or not. */
  rank(item: T): number {
    let before = 0;
    let node = this.#root;
    while (node !== undefined) {
      const order = this.#order(item, node.item);
      if (order < 0) {
        node = node.left;
        continue;
      }
      before += sizeOf(node.left);
      if (order === 0) return before;
      before += 1;
      node = node.right;
    }
    return before;
  }

  first(): T | undefined {
    let node = this.#root;
    while (node?.left !== undefined) node = node.left;
    return node?.item;
  }

  /** From the front. The tree must not change during the walk. */
  [Symbol.iterator](): Iterator<T, undefined> {
    const path: Node<T>[] = [];
    const descend = (from: Node<T> | undefined): void => {
      for (let node = from; node !== undefined; node = node.left) path.push(node);
    };
    descend(this.#root);
    return {
      next: () => {
        const node = path.pop();
        if (node === undefined) return { done: true, value: undefined };
        descend(node.right);
        return { done: false, value: node.item };
      },
    };
  }

  #inserted(node: Node<T> | undefined, item: T): Node<T> {
    if (node === undefined) return { item, size: 1, left: undefined, right: undefined };
    const order = this.#order(item, node.item);
    if (order === 0) return node;
    if (order < 0) node.left = this.#inserted(node.left, item);
    else node.right = this.#inserted(node.right, item);
    return balanced(node);
  }

  #deleted(node: Node<T> | undefined, item: T): Node<T> | undefined {
    if (node === undefined) return undefined;
    const order = this.#order(item, node.item);
    if (order < 0) node.left = this.#deleted(node.left, item);
    else if (order > 0) node.right = this.#deleted(node.right, item);
    else return joined(node.left, node.right);
    return balanced(node);
  }
}

function sizeOf(node: Node<unknown> | undefined): number {
  return node === undefined ? 0 : node.size;
}

function resized<T>(node: Node<T>): Node<T> {
  node.size = sizeOf(node.left) + sizeOf(node.right) + 1;
  return node;
}

function balanced<T>(node: Node<T>): Node<T> {
  const { left, right } = node;
  if (sizeOf(left) + sizeOf(right) > 1) {
    if (right !== undefined && right.size > HEAVIEST * sizeOf(left)) {
      if (sizeOf(right.left) >= SINGLE_BELOW * sizeOf(right.right)) node.right = raisedLeft(right);
      return raisedRight(node);
    }
    if (left !== undefined && left.size > HEAVIEST * sizeOf(right)) {
      if (sizeOf(left.right) >= SINGLE_BELOW * sizeOf(left.left)) node.left = raisedRight(left);
      return raisedLeft(node);
    }
  }
  return resized(node);
}

/** The right child takes its parent's place. */
function raisedRight<T>(node: Node<T>): Node<T> {
  const top = node.right;
  if (top === undefined) return resized(node);
  node.right = top.left;
  top.left = resized(node);
  return resized(top);
}

/** The left child takes its parent's place. */
function raisedLeft<T>(node: Node<T>): Node<T> {
  const top = node.left;
  if (top === undefined) return resized(node);
  node.left = top.right;
  top.right = resized(node);
  return resized(top);
}

/** One tree of two sisters whose parent is gone. */
function joined<T>(left: Node<T> | undefined, right: Node<T> | undefined): Node<T> | undefined {
  if (left === undefined) return right;
  if (right === undefined) return left;
  let top = right;
  while (top.left !== undefined) top = top.left;
  top.right = withoutFirst(right);
  top.left = left;
  return balanced(top);
}

function withoutFirst<T>(node: Node<T>): Node<T> | undefined {
  if (node.left === undefined) return node.right;
  node.left = withoutFirst(node.left);
  return balanced(node);
}
