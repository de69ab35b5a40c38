package io.returnbridge.benchmark;

/**
 * What has been used up so far.
 *
 * @param commercetools calls, without those for a token
 */
record Cost(
    double commits,
    double walSyncs,
    double jvmMillis,
    double databaseMillis,
    double commercetools,
    double reveni) {

  Cost since(Cost before) {
    return new Cost(
        commits - before.commits,
        walSyncs - before.walSyncs,
        jvmMillis - before.jvmMillis,
        databaseMillis - before.databaseMillis,
        commercetools - before.commercetools,
        reveni - before.reveni);
  }

  Cost each(int returns) {
    return new Cost(
        commits / returns,
        walSyncs / returns,
        jvmMillis / returns,
        databaseMillis / returns,
        commercetools / returns,
        reveni / returns);
  }
}
