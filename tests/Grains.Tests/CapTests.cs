using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Tests.Fixtures;

namespace WorldModel.Grains.Tests;

/// <summary>What a consumer may not get: by caps, requirements, hours, lists.</summary>
public sealed class CapTests
{
    private readonly Decisions _world = new();

    [Fact]
    public void Contacts_of_a_campaign_are_capped_over_its_window_by_treatment()
    {
        // What nobody says was delivered counts until it expires: here not before the end.
        var spec = Decisions.Plain() with
        {
            Caps = [new FrequencyCap(["push"], 2, 3, CapScope.Campaign)],
            ExpiresHours = 400,
        };
        _world.Reach(spec, CampaignStage.Allocated);
        var given = new List<(int Day, int Consumer, string Treatment)>();
        for (var day = 0; day < 8; day++, _world.Tomorrow())
        {
            if (day == 4) _world.Recover();
            for (var i = 0; i < Decisions.Consumers; i++)
            {
                var reply = _world.Decide("spring", i, "push");
                given.Add((day, i, reply.Treatment));
                var full = given.Count(past => past.Consumer == i && past.Treatment == "push" && past.Day > day - 3
                    && past.Day < day) == 2;
                var option = reply.Options.Single(other => other.Treatment == "push");
                Assert.Equal(full ? "cap:0" : null, option.ExcludedBy);
                Assert.Equal("request", reply.Options.Single(other => other.Treatment == "both").ExcludedBy);
            }
        }

        Assert.Contains(given, past => past.Treatment == "push");
        Assert.All(given.Where(past => past.Treatment == "push").GroupBy(past => past.Consumer), pushes =>
            Assert.All(Enumerable.Range(0, 8), day => Assert.InRange(
                pushes.Count(push => push.Day >= day && push.Day < day + 3), 0, 2)));
    }

    [Fact]
    public void Contacts_of_all_campaigns_are_capped_together_singles_and_scans()
    {
        FrequencyCap[] caps = [new FrequencyCap([], 1, 7, CapScope.All)];
        _world.Reach(Decisions.Plain("autumn"), CampaignStage.Decided);
        var contacted = _world.Scanned("autumn").Where(decision => decision.Treatment != "none")
            .Select(decision => decision.Consumer).ToHashSet();
        Assert.InRange(contacted.Count, 1, Decisions.Consumers);

        _world.Tomorrow();
        _world.Reach(Decisions.Plain() with { Caps = caps }, CampaignStage.Decided);
        Assert.All(_world.Scanned("spring").Where(decision => contacted.Contains(decision.Consumer)),
            decision => Assert.Equal("none", decision.Treatment));
        _world.Tomorrow();
        for (var i = 0; i < Decisions.Consumers; i++)
        {
            if (!contacted.Contains(Worlds.Consumer(i))) continue;
            var reply = _world.Decide("spring", i);
            Assert.Equal("none", reply.Treatment);
            Assert.All(reply.Options, option => Assert.Equal("cap:0", option.ExcludedBy));
        }

        _world.Tomorrow(5);
        Assert.Contains(_world.DecideAll("spring"), reply => reply.Treatment != "none");
    }

    [Fact]
    public void Who_is_contacted_between_estimate_and_scan_gets_nothing_by_the_scan()
    {
        var spec = Decisions.Plain() with { Caps = [new FrequencyCap([], 1, 7, CapScope.All)] };
        _world.Reach(Decisions.Plain("autumn"), CampaignStage.Allocated);
        _world.Reach(spec, CampaignStage.Allocated);
        var contacted = Enumerable.Range(0, 10).Where(i => _world.Decide("autumn", i).Treatment != "none")
            .Select(Worlds.Consumer).ToHashSet();
        _world.Request("spring", CampaignStage.Decided);
        var scanned = _world.Scanned("spring").Where(decision => contacted.Contains(decision.Consumer)).ToArray();
        Assert.Equal(contacted.Count, scanned.Length);
        Assert.NotEmpty(scanned);
        Assert.All(scanned, decision => Assert.Equal(
            ("none", "fallback", "not-eligible", 1.0),
            (decision.Treatment, decision.Group, decision.Reason, decision.Propensity)));
        _world.Recover();
    }

    [Fact]
    public void What_is_not_delivered_counts_for_no_cap()
    {
        var spec = Decisions.Plain() with { Caps = [new FrequencyCap([], 1, 7, CapScope.All)], ExpiresHours = 30 };
        _world.Reach(spec, CampaignStage.Allocated);
        var first = _world.DecideAll("spring");
        var failed = Enumerable.Range(0, Decisions.Consumers).First(i => first[i].Treatment != "none");
        var expired = Enumerable.Range(failed + 1, 30).First(i => first[i].Treatment != "none");
        Tell(failed, first[failed], "failed");
        _world.Tomorrow();
        Assert.Null(CapOf(failed));
        Assert.Equal("cap:0", CapOf(expired));
        _world.Tomorrow();
        Assert.Null(CapOf(expired));
        _world.Recover();

        string? CapOf(int consumer) =>
            _world.Decide("spring", consumer).Options.Single(option => option.Treatment == "push").ExcludedBy;
    }

    [Fact]
    public void Exploration_draws_among_what_may_be_given_alone()
    {
        var spec = Decisions.Plain() with
        {
            Explore = 1,
            Requires = [new AudienceCondition("loyalty", ["1"])],
        };
        spec.Treatments[1] = spec.Treatments[1] with { Requires = [new AudienceCondition("store", ["1", "3", "5"])] };
        _world.Reach(spec, CampaignStage.Allocated);
        for (var i = 0; i < Decisions.Consumers; i++)
        {
            var reply = _world.Decide("spring", i);
            var open = i % 2 == 0 ? 0 : i % 10 is 1 or 3 or 5 ? 3 : 2;
            Assert.Equal(("explore", 1.0 / (1 + open)), (reply.Group, reply.Propensity));
            Assert.Equal(open, reply.Options.Count(option => option.ExcludedBy is null));
            if (i % 2 == 0) Assert.All(reply.Options, option => Assert.Equal("requires:loyalty", option.ExcludedBy));
            else if (open == 2) Assert.Equal("requires:store", reply.Options[1].ExcludedBy);
        }

        _world.Tomorrow();
        _world.Request("spring", CampaignStage.Estimated);
        _world.Request("spring", CampaignStage.Decided);
        Assert.All(_world.Scanned("spring"), decision =>
        {
            var i = int.Parse(decision.Consumer.Split('-')[1]);
            var open = i % 2 == 0 ? 0 : i % 10 is 1 or 3 or 5 ? 3 : 2;
            Assert.Equal(1.0 / (1 + open), decision.Propensity);
            if (open == 0) Assert.Equal("none", decision.Treatment);
            if (open == 2) Assert.NotEqual("coupon", decision.Treatment);
        });
    }

    [Fact]
    public void Nobody_is_contacted_in_quiet_hours_not_even_by_a_decision_that_stands()
    {
        var spec = Decisions.Plain() with { QuietHours = new QuietHours("21:00", "08:00") };
        _world.Reach(spec, CampaignStage.Allocated);
        _world.Clock.Time = new TimeOnly(7, 59);
        var early = _world.Decide("spring", 1);
        Assert.Equal(("fallback", "quiet-hours", "none"), (early.Group, early.ReasonCode, early.Treatment));
        Assert.All(early.Options, option => Assert.Equal("quiet-hours", option.ExcludedBy));

        _world.Clock.Time = new TimeOnly(8, 0);
        var replies = _world.DecideAll("spring");
        var treated = Enumerable.Range(0, Decisions.Consumers).First(i => replies[i].Treatment != "none");
        Assert.NotEqual("fallback", replies[1].Group);
        _world.Clock.Time = new TimeOnly(21, 0);
        Assert.Equal("quiet-hours", _world.Decide("spring", treated).ReasonCode);
        _world.Clock.Time = new TimeOnly(20, 59);
        Assert.Equal(Decisions.Text(replies[treated]), Decisions.Text(_world.Decide("spring", treated)));
    }

    [Fact]
    public void A_list_is_an_audience_also_of_those_who_are_not_known_yet()
    {
        var spec = Decisions.Plain() with { AudienceList = true };
        string[] members = [Worlds.Consumer(3), Worlds.Consumer(4), Worlds.Consumer(5), Worlds.Consumer(99)];
        Assert.Equal((4, 0), Put(members, true));
        Assert.Equal((1, 3), Put([.. members[..3], "unknown"], true));
        Assert.Equal((1, 0), Put([members[2]], false));
        _world.Recover();
        var status = _world.Reach(spec, CampaignStage.Decided);
        Assert.Equal(2, status.Audience);
        Assert.Equal(members[..2], _world.Scanned("spring").Select(decision => decision.Consumer));
        Assert.Equal("not-in-audience", _world.Decide("spring", 5).ReasonCode);
        Assert.Equal("unknown-consumer", _world.Decide("spring", 99).ReasonCode);
        _world.Host.Run(() => _world.Host.PutProfiles(Worlds.Profiles(100)[99..]));
        Assert.NotEqual("fallback", _world.Decide("spring", 99).Group);

        Assert.True(_world.Host.Ask(() => Shard("unknown").Forget("unknown")).Existed);
        Assert.False(_world.Host.Ask(() => Shard("unknown").Forget("unknown")).Existed);
        Assert.True(_world.Host.Ask(() => Shard(members[0]).Forget(members[0])).Existed);
        _world.Host.Run(() => _world.Host.PutProfiles(Worlds.Profiles(4)[3..]));
        Assert.Equal("not-in-audience", _world.Decide("spring", 3).ReasonCode);
        _world.Recover();
        _world.Close("spring");
        Assert.Equal(ProblemCode.WrongStage, _world.Host.Ask(() => Shard("x").PutAudience(
            new AudienceBatch("spring", ["x"], true))).Refused[0].Problem.Code);
        _world.Recover();
    }

    private IConsumerShard Shard(string consumer) => _world.Host.Shard(_world.Host.ShardOf(consumer));

    private (int Applied, int Repeated) Put(string[] consumers, bool isListed)
    {
        var replies = consumers.Select(consumer => _world.Host.Ask(() =>
            Shard(consumer).PutAudience(new AudienceBatch("spring", [consumer], isListed)))).ToArray();
        return (replies.Sum(reply => reply.Applied), replies.Sum(reply => reply.Repeated));
    }

    private void Tell(int consumer, DecisionReply decision, string status)
    {
        var id = Worlds.Consumer(consumer);
        var reply = _world.Host.Ask(() => Shard(id).Observe(new ObserveBatch([new ConsumerEventMessage(
            "told", id, _world.Clock.Today, "delivery", null, null, null, Decision: decision.DecisionId,
            Status: status)])));
        Assert.Empty(reply.Refused);
    }
}
