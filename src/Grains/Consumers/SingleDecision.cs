namespace WorldModel.Grains.Consumers;

/// <summary>One decision as it is journalled.</summary>
/// <param name="Request">Hash of the request id.</param>
/// <param name="Body">Hash of everything else in the request.</param>
/// <param name="Reply">The encoded reply: a repeat gets the same bytes.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Row">The row that the campaign now has a decision for; -1: none, or it had one already.</param>
/// <param name="Option">The treatment's place; -1 for nothing.</param>
/// <param name="Group">The consumer's group.</param>
/// <param name="Pool">The pool of the lease.</param>
/// <param name="ChargeMicros">What the shard's lease is charged.</param>
/// <param name="CostMicros">What the treatment costs.</param>
/// <param name="ValueMicros">What it is expected to be worth.</param>
internal readonly record struct SingleDecision(
    UInt128 Request, UInt128 Body, byte[] Reply, string Campaign, int Row, int Option, CampaignGroup Group,
    string Pool, long ChargeMicros, long CostMicros, long ValueMicros);
