/** Photos: made small in the browser before they travel, and taken with the camera. */

import { h, iconButton } from "./dom.js";
import { openSheet } from "./sheet.js";

export const PHOTO_TYPES = ["image/jpeg", "image/png", "image/webp"];

const MAX_SIDE_PX = 768; // the server keeps 512 of them; more only costs the shopper's line
const QUALITY = 0.86;

/**
 * A picture file as JPEG: upright, no side longer than `MAX_SIDE_PX`, without what the camera wrote into it.
 * Rejects with "type" for what is no photo, "damaged" for what cannot be read. Returns {data: base64, url}.
 */
export async function shrink(file) {
  if (!PHOTO_TYPES.includes(file.type) && !/^image\/(heic|heif|avif)$/.test(file.type)) throw new PhotoProblem("type");
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new PhotoProblem(file.type.startsWith("image/hei") ? "type" : "damaged");
  }
  try {
    return await encode(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** Why a photo is of no use; `reason` is a key under "photo.problem" of the strings. */
export class PhotoProblem extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

async function encode(source, width, height) {
  const scale = Math.min(1, MAX_SIDE_PX / Math.max(width, height));
  const canvas = h("canvas", { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // under what is transparent
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
  if (!blob) throw new PhotoProblem("damaged");
  return { data: await base64(blob), url: URL.createObjectURL(blob) };
}

async function base64(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** The first photo of a drop or a paste; null where there is none. */
export function fileOf(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}

/** The camera's picture in a sheet; resolves with a photo, or null when the shopper thinks better of it. Rejects as `shrink`. */
export async function takePhoto(say) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch {
    throw new PhotoProblem("camera");
  }
  const shutter = iconButton("photo", say("photo.shoot"), () => shoot(), { class: "icon-button shutter", disabled: true });
  const ready = () => {
    shutter.disabled = false;
  };
  const video = h("video", { class: "camera", autoplay: true, muted: true, playsInline: true, onloadeddata: ready, srcObject: stream });
  let shoot;
  return new Promise((resolve, reject) => {
    let photo = Promise.resolve(null);
    shoot = () => {
      photo = encode(video, video.videoWidth, video.videoHeight);
      dialog.close();
    };
    const dialog = openSheet({
      name: "camera",
      title: say("photo.camera"),
      say,
      body: video,
      footer: shutter,
      onclose: () => {
        photo.then(resolve, reject).finally(() => stream.getTracks().forEach((track) => track.stop()));
      },
    });
  });
}
