import type { LocationProblem, LocationSource, Place } from "../location/source.ts";
import { type Command, type CommandError, coded } from "./command.ts";
import { readParameters } from "./parameters.ts";

/** From here on a place is called precise, meters. Source: openclaw 2026.9.6, docs/nodes/location-command.md. */
const PRECISE = 100;
/** A millennium: the most that still is a number of milliseconds to anybody. */
const ANY_AGE = 1_000 * 365 * 86_400_000;

/**
 * `location.get {desiredAccuracy?, maxAgeMs?, timeoutMs?}` -> where this computer is. Parameters, fields and codes:
 * openclaw 2026.9.6, docs/nodes/location-command.md. What the system does not know is left out; `source` is `unknown`,
 * because GeoClue does not say where it has a place from.
 */
export function locationCommands(source: LocationSource): readonly Command[] {
  return [
    {
      name: "location.get",
      capability: "location",
      async run(params, { signal }) {
        const given = readParameters(params);
        const accuracy = given.choice("desiredAccuracy", ["coarse", "balanced", "precise"], "balanced");
        const timeoutMs = given.whole("timeoutMs", { least: 1_000, most: 60_000, otherwise: 10_000 });
        const maxAgeMs = given.whole("maxAgeMs", { least: 0, most: ANY_AGE, otherwise: ANY_AGE });
        const located = await source.locate({ accuracy, maxAgeMs, timeoutMs }, signal);
        if (!located.ok) throw locationError(located.failure);
        return answer(located.value);
      },
    },
  ];
}

const answer = (place: Place) => ({
  lat: place.latitude,
  lon: place.longitude,
  accuracyMeters: place.accuracy,
  ...(place.altitude === null ? {} : { altitudeMeters: place.altitude }),
  ...(place.speed === null ? {} : { speedMps: place.speed }),
  ...(place.heading === null ? {} : { headingDeg: place.heading }),
  timestamp: new Date(place.at).toISOString(),
  isPrecise: place.accuracy <= PRECISE,
  source: "unknown",
});

function locationError(problem: LocationProblem): CommandError {
  switch (problem.kind) {
    case "system-off":
      return coded(
        "LOCATION_DISABLED",
        "location services are off on this computer; its owner can turn them on in the system's privacy settings",
      );
    case "denied":
      return coded(
        "LOCATION_PERMISSION_REQUIRED",
        "the system does not let Clawtray know the location; the owner of this computer can allow it in the system's privacy settings or in /etc/geoclue/geoclue.conf",
      );
    case "timeout":
      return coded(
        "LOCATION_TIMEOUT",
        "no location in time; try again with a larger timeoutMs or maxAgeMs. GeoClue gives none where no desktop session runs its agent",
      );
    case "failed":
      return coded("LOCATION_UNAVAILABLE", problem.detail);
  }
}
