"use strict";(()=>{addEventListener("message",e=>{let s={number:e.data.number,refused:"locked"};postMessage(s)});})();
