/** What `ng serve` hands on to the server: everything that is not the page. `npm run dev` says where that is. */
const target = process.env.HEARKEN_API ?? 'http://localhost:3000';

export default {
  '/api': { target },
  '/health': { target },
  '/stats': { target },
  '/socket.io': { target, ws: true },
};
