import type { Injector } from '@angular/core';
import { ConnectionService } from '../connection/connection.service';
import { QueueService } from '../queue/queue.service';
import { Attention } from './attention';
import { CloseGuard } from './close-guard';

/** Goes on with the session of this tab while another page than the chat is shown: a place is held, a partner stays. */
export function resume(injector: Injector): void {
  injector.get(QueueService);
  injector.get(Attention);
  injector.get(CloseGuard);
  injector.get(ConnectionService).start();
}
