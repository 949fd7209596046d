using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Grains.Leases;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>One decision as it is journalled.</summary>
/// <param name="Request">Hash of the request id.</param>
/// <param name="Body">Hash of everything else in the request.</param>
/// <param name="Reply">The encoded reply: a repeat gets the same bytes.</param>
/// <param name="Campaign">The campaign.</param>
/// <param name="Row">The row that the campaign now has a decision for; -1: none, or it had one already.</param>
/// <param name="Option">The treatment's place; -1 for nothing.</param>
/// <param name="Group">The consumer's group.</param>
/// <param name="CostMicros">What the treatment costs.</param>
/// <param name="ValueMicros">What it is expected to be worth.</param>
/// <param name="Reservation">The money kept for it; null where nothing is done.</param>
/// <param name="Place">The day's place that it fills for the consumer; 0: none.</param>
/// <param name="Day">Number of the day it is for.</param>
/// <param name="Until">The hour until which it is remembered.</param>
/// <param name="Inputs">The encoded <see cref="DecisionInputs"/>, from which it can be drafted again.</param>
/// <param name="Figures">What it rests on; null where nothing was weighed.</param>
/// <param name="Shadow">What a candidate would have decided; null: there was none to ask.</param>
internal readonly record struct SingleDecision(
    UInt128 Request, UInt128 Body, byte[] Reply, string Campaign, int Row, int Option, CampaignGroup Group,
    long CostMicros, long ValueMicros, Reservation? Reservation, UInt128 Place, int Day, long Until,
    byte[] Inputs, DraftFigures? Figures, ShadowDraft? Shadow)
{
    /// <summary>A request is remembered so much longer than its decision holds.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Whether it was decided before: it fills no place of a day and is no fallback.</summary>
    public bool IsRepeated => Place == 0 && Group != CampaignGroup.Fallback;

    /// <summary>A draft as it is journalled.</summary>
    /// <param name="request">Hash of the request id.</param>
    /// <param name="body">Hash of the rest, as <see cref="BodyOf"/> has it.</param>
    /// <param name="inputs">What it was drafted from.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="row">The consumer's row; -1 where it has none.</param>
    public static SingleDecision Of(
        UInt128 request, UInt128 body, DecisionInputs inputs, DecisionDraft draft, int row) => new(
        request, body, draft.Encoded ?? ReplyCodec.Encode(draft.Reply), inputs.Request.Campaign, draft.Row,
        draft.Option, draft.Group, draft.CostMicros, draft.ValueMicros, ReservationOf(inputs.Request, draft),
        PlaceOf(inputs, draft), inputs.Today.DayNumber, HourOf(draft.Reply.ExpiresAt), inputs.Encode(row),
        draft.Figures, draft.Shadow);

    /// <summary>The hour until which a request is remembered whose decision holds until then.</summary>
    public static long HourOf(DateTimeOffset expiresAt) =>
        ExpiringMap<UInt128>.HourOf((expiresAt + Kept).UtcTicks);

    private static UInt128 PlaceOf(DecisionInputs inputs, DecisionDraft draft) => draft.Row < 0
        ? 0
        : DecisionId.Of(inputs.Request.Campaign, inputs.Request.Consumer, inputs.Today.DayNumber);

    /// <summary>
    /// Hash of all in a request but its id and its deadline: who asks again may have less time left.
    /// </summary>
    public static UInt128 BodyOf(DecisionRequest request)
    {
        var writer = RecordWriter.Scratch();
        writer.String(request.Campaign);
        writer.String(request.Consumer);
        writer.Bool(request.Eligible is not null);
        writer.Count(request.Eligible?.Length ?? 0);
        foreach (var name in request.Eligible ?? []) writer.String(name);
        return EventHash.Of(writer.Written);
    }

    /// <summary>What does something is kept until it is delivered, also where it costs nothing.</summary>
    private static Reservation? ReservationOf(DecisionRequest request, DecisionDraft draft) =>
        draft.Row < 0 || draft.Option < 0 ? null : new Reservation(
            DecisionId.Parse(draft.Reply.DecisionId), draft.Pool, request.Campaign,
            ConsumerHash.Of(request.Consumer), draft.Option, draft.ChargeMicros,
            draft.Reply.ExpiresAt.UtcTicks);
}
