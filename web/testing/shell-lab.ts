// Messages and questions on a page of their own, for tests.
import { ask } from "../dialog";
import { complain, say } from "../notice";

Object.assign(window, { lab: { ask, say, complain } });
