package dev.rota.localstack.gateway;

/**
 * The ledger in numbers.
 *
 * @param charges entries of that kind, approved and declined
 * @param approved charges that were approved
 * @param declined charges that were declined
 * @param refunds entries of that kind
 * @param requests requests served for all entries, replays included
 */
public record LedgerSummary(int charges, int approved, int declined, int refunds, long requests) {}
