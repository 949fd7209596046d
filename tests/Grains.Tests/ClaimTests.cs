using WorldModel.Grains.Consumers;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;

namespace WorldModel.Grains.Tests;

/// <summary>Request ids: one body each, remembered until the decision has long expired, and bounded.</summary>
public sealed class ClaimTests
{
    private readonly Decisions _world = new(remembered: 64);

    public ClaimTests() => _world.Reach(Decisions.Plain(), CampaignStage.Allocated);

    [Fact]
    public void An_id_keeps_the_body_it_came_with_first_whoever_it_is_about()
    {
        var request = Client.Request("r", 3);
        Assert.Null(Claim(request));
        Assert.Null(Claim(request));
        Assert.Null(Claim(request with { Deadline = _world.Clock.Now.AddSeconds(1) }));
        DecisionRequest[] others =
            [Client.Request("r", 4), Client.Request("r", 3, "push"), Client.Request("r", 3, "push", "coupon")];
        Assert.All(others, other => Assert.Equal((ProblemCode.Conflict, "requestId"), Of(Claim(other))));
        _world.Recover();
        Assert.Null(Claim(request));
        Assert.All(others, other => Assert.Equal((ProblemCode.Conflict, "requestId"), Of(Claim(other))));
    }

    [Fact]
    public void A_campaign_that_no_shard_knows_claims_nothing()
    {
        var request = Client.Request("r", 3) with { Campaign = "none" };
        Assert.Equal((ProblemCode.UnknownCampaign, "campaign"), Of(Claim(request)));
        Assert.Null(Claim(Client.Request("r", 4)));
    }

    [Fact]
    public void Requests_are_remembered_a_day_longer_than_their_decisions_and_no_longer()
    {
        var request = Client.Request("r", 3);
        Assert.Null(Claim(request));
        var first = _world.Decide(request);
        // The decision holds for 24 hours, the request for 24 more, the claim for an hour on top.
        _world.Tomorrow(1);
        Assert.Equal(Decisions.Text(first), Decisions.Text(_world.Decide(request)));
        _world.Tomorrow(1);
        _world.Clock.Time = new TimeOnly(11, 59);
        Assert.Equal(Decisions.Text(first), Decisions.Text(_world.Decide(request)));
        Assert.NotNull(Claim(Client.Request("r", 4)));
        _world.Clock.Time = new TimeOnly(14, 0);
        Assert.Null(Claim(Client.Request("r", 4)));
        Assert.NotEqual(first.DecisionId, _world.Decide(request).DecisionId);
        _world.Recover();
    }

    [Fact]
    public void Past_the_bound_more_is_turned_away_and_nothing_is_forgotten_early()
    {
        var most = _world.Host.World.Limits.RememberedRequests;
        var first = Client.Request("r0", 0);
        var answer = _world.Decide(first);
        var i = 1;
        DecisionReply reply;
        for (reply = answer; reply.Problem is null; i++)
        {
            var request = Client.Request($"r{i}", i % Decisions.Consumers);
            reply = _world.Decide(request);
        }

        Assert.Equal((ProblemCode.Busy, "requestId"), Of(reply.Problem));
        Assert.True(i > most);
        Assert.Equal(Decisions.Text(answer), Decisions.Text(_world.Decide(first)));
        for (i = 0; Claim(Client.Request($"c{i}", 1)) is null; i++)
        {
        }

        Assert.True(i >= most);
        Assert.Equal((ProblemCode.Busy, "requestId"), Of(Claim(Client.Request($"c{i}", 1))));
        Assert.Null(Claim(Client.Request("c0", 1)));
        _world.Tomorrow(3);
        Assert.Null(Claim(Client.Request($"c{i}", 1)));
        Assert.Null(_world.Decide("spring", 7).Problem);
        _world.Recover();
    }

    [Fact]
    public void A_deadline_that_has_passed_is_answered_by_the_fallback_for_good()
    {
        var request = Client.Request("late", 3) with { Deadline = _world.Clock.Now };
        var late = _world.Decide(request);
        Assert.Equal(("fallback", "deadline", "none"), (late.Group, late.ReasonCode, late.Treatment));
        var inTime = request with { Deadline = _world.Clock.Now.AddMilliseconds(1) };
        Assert.Equal(Decisions.Text(late), Decisions.Text(_world.Decide(inTime)));
        Assert.NotEqual("fallback", _world.Decide(inTime with { RequestId = "other" }).Group);
    }

    [Fact]
    public void What_expires_is_gone_within_the_hour_after_its_time()
    {
        var gone = new List<int>();
        var map = new ExpiringMap<int>(gone.Add);
        var start = new DateTime(2025, 6, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
        for (var i = 0; i < 100; i++)
            map.Add((UInt128)i, i, ExpiringMap<int>.HourOf(start + (i * TimeSpan.TicksPerMinute)));
        map.Expire(start - 1);
        Assert.Equal(100, map.Count);
        for (var minute = 0; minute < 200; minute += 7)
        {
            map.Expire(start + (minute * TimeSpan.TicksPerMinute));
            Assert.All(Enumerable.Range(0, 100), i =>
            {
                if (i > minute) Assert.Equal(i, map.Find((UInt128)i));
                if (i + 60 <= minute) Assert.Null(map.Find((UInt128)i));
            });
        }

        Assert.Equal(Enumerable.Range(0, 100), gone);
        Assert.Empty(map.All);
    }

    private static (string?, string?) Of(Problem? problem) => (problem?.Code, problem?.Field);

    private Problem? Claim(DecisionRequest request) => _world.Host.Ask(() => _world.Host
        .Shard(_world.Host.ShardOf(request.RequestId)).Claim(new ClaimBatch([request], false))).Problems[0];
}
