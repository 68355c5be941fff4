"""Why a search has nobody left to ask: what is said of a candidate when the next one is asked, said of the last one."""

from schemas.reason import ReasonCode

LAST = {
    ReasonCode.DECLINED_NEXT: ReasonCode.DECLINED_LAST,
    ReasonCode.BOWED_OUT_NEXT: ReasonCode.BOWED_OUT_LAST,
    ReasonCode.SILENT_NEXT: ReasonCode.SILENT_LAST,
    ReasonCode.UNREACHED_NEXT: ReasonCode.UNREACHED_LAST,
    ReasonCode.LEFT_NEXT: ReasonCode.LEFT_LAST,
    ReasonCode.AWAY_NEXT: ReasonCode.AWAY_LAST,
    ReasonCode.FULL_NEXT: ReasonCode.FULL_LAST,
    ReasonCode.COORDINATOR_NEXT: ReasonCode.COORDINATOR_LAST,
    ReasonCode.NOT_BEFORE_NEXT: ReasonCode.NOT_BEFORE_LAST,
    ReasonCode.PASSED_NEXT: ReasonCode.PASSED_LAST,
}
