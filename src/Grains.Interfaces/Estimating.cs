namespace WorldModel.Grains.Interfaces;

/// <summary>What a shard needs to estimate a campaign over its rows: the round, its pinned model and day.</summary>
public sealed record EstimateOrder(CampaignSpec Spec, string Model, DateOnly Day, int Round);

/// <summary>How far the estimate is, and what the scans of earlier rounds have spent.</summary>
public sealed record EstimateReply(
    int RowsDone, int Rows, int Audience, long SpentMicros, bool Done, Problem? Problem);

/// <summary>Ends a campaign in a shard.</summary>
public sealed record CloseOrder(CampaignSpec Spec);

/// <summary>What the campaign decided in the shard, over all rounds; scans spent the first.</summary>
public sealed record CloseReply(
    long SpendMicros, TreatmentTotal[] Treatments, GroupTotal[] Groups, Problem? Problem);

/// <summary>Consumers to put on a campaign's list, or to take off.</summary>
public sealed record AudienceBatch(string Campaign, string[] Consumers, bool IsListed);

/// <summary>Prices, in value per unit of cost, at which spend and value are asked.</summary>
public sealed record ProbeQuery(string Campaign, ReadOnlyMemory<double> Prices);

/// <summary>
/// Per price, what the shard would take: the increments whose slope is at least the price. Sums are of micro-units, so
/// exact in any order.
/// </summary>
/// <param name="SpendMicros">Cost at each price.</param>
/// <param name="ValueMicros">Value at each price.</param>
/// <param name="Increments">How many increments are taken at each price.</param>
/// <param name="HighestSlope">The highest finite slope; 0 where there is none.</param>
/// <param name="HighestValueMicros">The highest value of one option: bounds an allocation's gap.</param>
/// <param name="FixedSpendMicros">Cost whatever the price: consumers who explore.</param>
/// <param name="FixedValueMicros">Value whatever the price.</param>
/// <param name="Audience">Consumers in the campaign.</param>
/// <param name="Problem">Why there is no answer.</param>
public sealed record ProbeReply(
    ReadOnlyMemory<long> SpendMicros, ReadOnlyMemory<long> ValueMicros, ReadOnlyMemory<long> Increments,
    double HighestSlope, long HighestValueMicros, long FixedSpendMicros, long FixedValueMicros, long Audience,
    Problem? Problem);

/// <summary>Increments with Low &lt;= slope &lt; High, from a row on.</summary>
public sealed record IncrementQuery(string Campaign, double Low, double High, int From);

/// <summary>A page of increments, at most 1 MiB; Next is negative at the end.</summary>
public sealed record IncrementPage(Increment[] Increments, int Next, Problem? Problem);

/// <summary>
/// One step along a consumer's upper hull: from one treatment (-1: nothing) to another, for this much more cost and
/// value. Treatments are places in the campaign's list, the consumer is the hash of its id.
/// </summary>
public sealed record Increment(
    double Slope, ulong Consumer, int From, int Treatment, long CostMicros, long ValueMicros);

/// <summary>
/// Asks for the steps after a place in the order that may still fit what the cut left of the budget: each consumer's
/// steps from its first one not taken, while none costs more than the most.
/// </summary>
/// <param name="Campaign">The campaign.</param>
/// <param name="Cut">Steps up to here are taken.</param>
/// <param name="Filled">What is taken behind the cut so far.</param>
/// <param name="After">Only steps behind this place.</param>
/// <param name="MostMicros">Only steps that cost at most this.</param>
/// <param name="Limit">At most so many, the first ones in order; Next is negative where there are no more.</param>
public sealed record FillQuery(
    string Campaign, IncrementMark Cut, FillBand[] Filled, IncrementMark After, long MostMicros, int Limit);

/// <summary>Orders a shard to decide its rows: steps up to the cut are taken, and those filled behind it.</summary>
public sealed record DecideOrder(string Campaign, double ShadowPrice, IncrementMark? Cut, FillBand[] Filled);

/// <summary>Whether the price is known now.</summary>
public sealed record PriceReply(Problem? Problem);

/// <summary>How far deciding is, and the totals so far, over all rounds.</summary>
public sealed record DecideReply(
    int RowsDone, int Rows, bool Done, long SpendMicros, long ValueMicros, TreatmentTotal[] Treatments,
    GroupTotal[] Groups, Problem? Problem);

/// <summary>Asks for a page of decisions from a row on.</summary>
public sealed record DecisionQuery(string Campaign, int From, int Limit);

/// <summary>A page of decisions; Next is negative at the end.</summary>
public sealed record DecisionPage(CampaignDecision[] Decisions, int Next, Problem? Problem);

/// <summary>What a campaign decided for a consumer.</summary>
public sealed record CampaignDecision(
    string Consumer, string Treatment, double Value, double Cost, string Group, double Propensity, string Reason,
    double ShadowPrice, string DecisionId);
