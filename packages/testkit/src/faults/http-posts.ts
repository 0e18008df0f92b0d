const HEAD_END = '\r\n\r\n';
/** A longer one is not repeated. */
const MAX_BYTES = 1024 * 1024;

/** Finds whole POST requests with a stated length in what a client sends on one connection. Anything else is passed over. */
export class HttpPosts {
  private rest: Buffer = Buffer.alloc(0);

  take(bytes: Buffer): Buffer[] {
    // A piece begins a request, or goes on with one that is being collected.
    if (this.rest.length === 0 && !bytes.subarray(0, 5).equals(POST)) return [];
    this.rest = Buffer.concat([this.rest, bytes]);
    const posts: Buffer[] = [];
    for (let size = this.size(); size !== null; size = this.size()) {
      posts.push(this.rest.subarray(0, size));
      this.rest = this.rest.subarray(size);
    }
    if (this.rest.length > MAX_BYTES || !isBeginning(this.rest)) this.rest = Buffer.alloc(0);
    return posts;
  }

  /** Bytes of the request that begins here, or null while it is not whole. */
  private size(): number | null {
    const end = this.rest.indexOf(HEAD_END);
    if (end < 0 || !isBeginning(this.rest)) return null;
    const head = this.rest.subarray(0, end).toString('latin1');
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) return null;
    const size = end + HEAD_END.length + Number(length);
    return size <= this.rest.length ? size : null;
  }
}

const POST = Buffer.from('POST ');

function isBeginning(bytes: Buffer): boolean {
  const size = Math.min(bytes.length, POST.length);
  return bytes.subarray(0, size).equals(POST.subarray(0, size));
}
