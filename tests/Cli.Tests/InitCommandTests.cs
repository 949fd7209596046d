using System.Text;
using System.Text.Json.Nodes;
using WorldModel.Cli.Terminal;
using WorldModel.Numerics;
using WorldModel.Schema;

namespace WorldModel.Cli.Tests;

/// <summary>Tables as people have them: what init makes of them, and what it says.</summary>
public sealed class InitCommandTests : IDisposable
{
    private const int People = 300;
    private const int PanelDays = 60;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_email_challenge_as_two_tables_is_backtested_with_no_schema_written_by_hand()
    {
        SplitTheChallenge();
        Assert.Equal(ExitCode.Ok, (await Init("--consumers", "customers.csv", "--experiment", "experiment.csv",
            "--cost", "0.05")).Code);
        string[] tables =
            ["--consumers", _folder.File("customers.csv"), "--experiment", _folder.File("experiment.csv")];
        var train = await CliRun.Of([
            "train", "--schema", _folder.File("schema.json"), .. tables, "--share", "0.3",
            "--out", _folder.File("m.wmdl"), "--json", _folder.File("train.json")]);
        Assert.Equal(ExitCode.Ok, train.Code);
        var overlap = Read("train.json")["overlap"]!.AsArray();
        Assert.Equal(["segment_mens", "segment_womens"], overlap.Select(o => (string)o!["input"]!).Order());
        Assert.All(overlap, o => Assert.Equal("randomised", (string)o!["identified"]!));
        Assert.Contains("effective sample", train.Out);
        var backtest = await CliRun.Of([
            "backtest", "--model", _folder.File("m.wmdl"), .. tables, "--budget", "3200", "--splits", "2",
            "--out", _folder.File("backtest")]);
        Assert.Equal(ExitCode.Ok, backtest.Code);
        var result = Read("backtest/results.json");
        Assert.StartsWith("Send mens to all", (string)result["verdict"]!);
        // The interval of ten splits with the schema written by hand (docs/figures.md).
        Assert.InRange((double)result["learned"]!["value"]!, 1.13, 1.55);
    }

    [Fact]
    public async Task On_a_table_with_a_leak_a_duplicate_and_a_missing_window_each_is_named()
    {
        WriteShop();
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv", "--window", "3",
            "--value", "order=1");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("customers.csv: Last Order Total: orders consumers by order with AUC", run.Out);
        (string Kind, string Column, string Figure)[] expected =
        [
            ("leak", "Last Order Total", "AUC"), ("personal", "E-Mail", "e-mail addresses"),
            ("personal", "Zip", "postcodes"), ("constant", "Country", "DE"), ("missing", "Age", "10.0 %"),
            ("duplicate", "Customer ID", "1 consumer twice"),
            ("duplicate", "Event ID", "2 rows have the id of another"),
            ("orphan", "Customer ID", "1 consumer not in customers.csv, as ghost"),
            ("coverage", "order", "missing window: 2025-01-21 to 2025-01-30"),
            ("coverage", "ts", "missing window: "), ("overlap", "sms", "never"),
        ];
        var findings = Read("init.json")["findings"]!.AsArray();
        foreach (var (kind, column, figure) in expected)
        {
            Assert.True(findings.Any(f => (string)f!["kind"]! == kind && (string?)f["column"] == column
                && ((string)f["figure"]!).Contains(figure) && ((string)f["done"]!).Length > 0),
                $"{kind} {column} {figure} is not in {run.Out}");
        }
        var schema = ConsumerSchema.Load(_folder.File("schema.json"));
        Assert.Equal(["Age", "Store_type"], schema.Attributes.Select(a => a.Name).Order());
        Assert.Equal(["e_mail_sent", "sms"], schema.Actions.Select(a => a.Name).Order());
        Assert.Equal(OutcomeKind.Amount, Assert.Single(schema.Outcomes).Kind);
        var train = await CliRun.Of("train", "--schema", _folder.File("schema.json"), "--consumers",
            _folder.File("customers.csv"), "--events", _folder.File("events.csv"), "--out", _folder.File("m.wmdl"));
        Assert.True(train.Code == ExitCode.Ok, train.Error);
        Assert.Contains("no effect of sms will be given", train.Out);
    }

    [Fact]
    public async Task What_is_kept_on_purpose_stands_in_the_schema()
    {
        WriteShop();
        await Init("--consumers", "customers.csv", "--events", "events.csv", "--keep", "Last Order Total",
            "--ignore", "sms");
        var schema = ConsumerSchema.Load(_folder.File("schema.json"));
        Assert.Contains("Last_Order_Total", schema.Attributes.Select(a => a.Name));
        Assert.DoesNotContain("sms", schema.Actions.Select(a => a.Name));
    }

    [Fact]
    public async Task An_experiment_says_what_leaks_and_which_days_have_no_outcomes()
    {
        var (random, table) = (new RandomStream(3), new StringBuilder("client;day;variant;age;basket;bought\n"));
        for (var i = 0; i < 2_000; i++)
        {
            var (day, arm) = (i / 50, random.NextInt(2));
            var bought = day < 30 && random.Bernoulli(0.3 + (0.2 * arm));
            var basket = bought ? 20 + random.NextInt(50) : random.NextInt(3);
            table.Append($"c{i};2025-03-{1 + (day % 31):00};{arm};{random.NextInt(60)};{basket};{(bought ? 1 : 0)}\n");
        }
        _folder.Write("x.csv", table.ToString().Replace(';', ','));
        var run = await Init("--experiment", "x.csv", "--outcome", "bought");
        Assert.Equal(ExitCode.Ok, run.Code);
        Assert.Contains("x.csv: basket: orders consumers by bought with AUC", run.Out);
        Assert.Contains("missing window: 2025-03-31 to 2025-03-31", run.Out);
        Assert.Equal(["age"], ConsumerSchema.Load(_folder.File("schema.json")).Attributes.Select(a => a.Name));
    }

    [Fact]
    public async Task Events_that_nothing_names_are_taken_for_one_outcome_and_that_is_said()
    {
        _folder.Write("customers.csv", "user,month_1\na,0\nb,1\n");
        _folder.Write("events.csv", "user,on,status\na,31.12.2024,paid\nb,1.1.2025,paid\nb,3.1.2025,open\n");
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv", "--day-column", "on");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Contains("every row is taken for the outcome purchase", run.Out);
        var named = await Init("--consumers", "customers.csv", "--events", "events.csv", "--day-column", "on",
            "--name-column", "status");
        Assert.Contains("outcomes: paid (binary), open (binary)", named.Out);
        Assert.Equal("d.M.yyyy", ConsumerSchema.Load(_folder.File("schema.json")).Tables!.DayFormat);
    }

    [Theory]
    [InlineData("id;arm;visit\n1;a;0\n", "separator", "id;arm;visit", "comma")]
    [InlineData("id,visit\n1,0\n2,1\n", "--treatment-column", "nothing", "one of visit")]
    [InlineData("id,arm,visit\n1,a,0\n2,b,1\n", "--control", "nothing", "one of a, b")]
    [InlineData("id,arm,visit\n1,none,0\n2,none,1\n", "x.csv: arm", "1 values", "2 to 20 arms")]
    [InlineData("id,arm,visit\n1,none,no\n2,mail,yes\n", "--outcome", "nothing", "0 and 1 or amounts")]
    [InlineData("id,arm,visit\n", "x.csv", "a header alone", "rows")]
    [InlineData("id,arm,visit\n1,none,0\n2,mail,1\n", "attributes", "nothing", "a column that tells consumers apart")]
    public async Task An_odd_table_is_bad_input_and_names_what_was_expected(
        string text, string field, string got, string expected)
    {
        _folder.Write("x.csv", text);
        var run = await Init("--experiment", "x.csv");
        Assert.True(run.Code == ExitCode.BadInput, run.Out + run.Error);
        Assert.Contains(field, run.Error);
        Assert.Contains(got, run.Error);
        Assert.Contains(expected, run.Error);
    }

    [Theory]
    [InlineData("--value", "visit=much")]
    [InlineData("--control", "nobody")]
    [InlineData("--outcome", "sales")]
    [InlineData("--treatment-column", "cell")]
    public async Task An_option_that_fits_nothing_is_bad_input(string option, string value)
    {
        _folder.Write("x.csv", "age,arm,visit\n1,none,0\n2,mail,1\n3,mail,1\n");
        var run = await Init("--experiment", "x.csv", option, value);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(option, run.Error);
        Assert.Contains(value, run.Error);
    }

    [Theory]
    [InlineData("--value", "lapse=1", "lapse")]
    [InlineData("--ignore", "Aeg", "Aeg")]
    [InlineData("--keep", "Zpi", "Zpi")]
    public async Task A_name_that_no_table_has_is_refused_and_the_known_ones_are_listed(
        string option, string said, string name)
    {
        WriteShop();
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv", option, said);
        Assert.NotEqual(ExitCode.Ok, run.Code);
        Assert.Contains($"error: {option}", run.Error);
        Assert.Matches($"got +{name}", run.Error);
        Assert.Contains("order", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("--consumer-column", "one of customer_id, age, date, what, segment, visit")]
    [InlineData("--day-column", "one of customer_id, date, what, segment, visit")]
    [InlineData("--name-column", "one of customer_id, date, what")]
    [InlineData("--value-column", "one of customer_id, date, what")]
    [InlineData("--treatment-column", "one of customer_id, segment, visit")]
    public async Task A_column_that_stands_in_no_table_is_refused_before_a_row_is_read(string option, string expected)
    {
        // Headers alone: who read on would miss the rows first.
        _folder.Write("customers.csv", "customer_id,age\n");
        _folder.Write("events.csv", "customer_id,date,what\n");
        _folder.Write("experiment.csv", "customer_id,segment,visit\n");
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv", "--experiment", "experiment.csv",
            option, "nope");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"error: {option}", run.Error);
        Assert.Matches("got +nope", run.Error);
        Assert.Contains(expected, run.Error.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_column_that_no_row_of_a_table_without_a_header_has_is_refused()
    {
        _folder.Write("customers.csv", "customer_id,age\nk1,30\nk2,40\n");
        var events = _folder.Write("events.ndjson", """{"customer_id":"k1","date":"2025-01-01","what":"order"}""");
        var run = await Init("--consumers", "customers.csv", "--events", events, "--day-column", "dtae");
        Assert.Contains("error: --day-column", run.Error);
        Assert.Contains("one of customer_id, date, what", run.Error.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("--name-column", "what", "--events")]
    [InlineData("--value-column", "what", "--events")]
    [InlineData("--action", "mail", "--events")]
    [InlineData("--treatment-column", "segment", "--experiment", false)]
    [InlineData("--control", "none", "--experiment", false)]
    [InlineData("--day", "2025-01-01", "--experiment", false)]
    public async Task What_is_said_of_a_table_that_is_not_given_is_refused(
        string option, string said, string table, bool isExperiment = true)
    {
        _folder.Write("customers.csv", "customer_id,age\nk1,30\nk2,40\n");
        _folder.Write("events.csv", "customer_id,date,what\nk1,2025-01-01,order\nk2,2025-01-02,mail\n");
        _folder.Write("experiment.csv", "customer_id,segment,visit\nk1,mail,1\nk2,none,0\n");
        string[] given = isExperiment ? ["--experiment", "experiment.csv"] : ["--events", "events.csv"];
        var run = await Init(["--consumers", "customers.csv", .. given, option, said]);
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains($"error: {option}", run.Error);
        Assert.Matches($"got +{said}", run.Error);
        Assert.Contains($"a table that it is about: {table}", run.Error.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task A_column_of_days_is_no_column_of_phone_numbers()
    {
        var table = new StringBuilder("customer_id,age,signup,mobile,segment,visit\n");
        for (var i = 0; i < 200; i++)
        {
            var (day, phone) = (new DateOnly(2023, 1, 1).AddDays(i % 40), $"0151-{2_000_000 + (7_919 * i)}");
            var arm = i % 2 == 0 ? "mail" : "none";
            table.Append($"k{i},{20 + (i * 7 % 50)},{day:yyyy-MM-dd},{phone},{arm},{i / 7 % 2}\n");
        }
        _folder.Write("x.csv", table.ToString());
        var run = await Init("--experiment", "x.csv");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        var findings = Read("init.json")["findings"]!.AsArray();
        Assert.Equal(
            [("personal", "mobile"), ("values", "signup")],
            findings.Select(f => ((string)f!["kind"]!, (string?)f["column"]))
                .Where(f => f.Item2 is "mobile" or "signup").Order());
    }

    [Fact]
    public async Task A_day_years_from_all_others_is_named()
    {
        _folder.Write("customers.csv", "consumer,age\nk1,30\nk2,40\n");
        _folder.Write("events.csv", "consumer,day,name\n" + string.Concat(
            Enumerable.Range(0, 200).Select(i => $"k{1 + i % 2},2025-01-{1 + i % 28:00},order\n"))
            + "k1,1925-01-20,order\n");
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("1925-01-20", run.Error);
        Assert.Contains("2025-01-01 to 2025-01-28", run.Error);
    }

    [Fact]
    public async Task A_column_of_event_ids_is_found_where_the_consumers_column_had_to_be_named()
    {
        File.WriteAllText(_folder.File("customers.csv"), "customer,Age\nk1,30\nk2,40\nk3,50\n");
        File.WriteAllText(_folder.File("events.csv"), "event_id,who,day,name\n" + string.Concat(
            Enumerable.Range(0, 60).Select(i => $"e{i},k{1 + i % 3},2025-01-{1 + i % 28:00},order\n")));
        var run = await Init("--consumers", "customers.csv", "--events", "events.csv", "--consumer-column", "who");
        Assert.True(run.Code == ExitCode.Ok, run.Error);
        Assert.Equal("event_id", ConsumerSchema.Load(_folder.File("schema.json")).Tables!.Events!.Id);
    }

    [Fact]
    public async Task Of_a_history_rates_numbers_and_each_ones_responsiveness_are_shown_to_the_model()
    {
        var (random, customers) = (new RandomStream(5), new StringBuilder("consumer,age,income\n"));
        var events = new StringBuilder("consumer,day,name\n");
        (string Name, double Chance)[] sent =
            [("push", 0.3), ("mail", 0.25), ("sms", 0.2), ("coupon", 0.15), ("banner", 0.1)];
        for (var i = 0; i < 200; i++)
        {
            customers.Append($"c{i},{20 + random.NextInt(50)},{Math.Exp(6 + (0.6 * random.NextGaussian())):F2}\n");
            (string Name, double Chance) visits = ("visit", i % 20 / 25.0);
            for (var day = 0; day < 28; day++)
            {
                foreach (var (name, chance) in sent.Append(visits))
                {
                    // Twice on a day: still one day on which it happened.
                    if (random.Bernoulli(chance))
                        events.Insert(events.Length, $"c{i},2025-01-{1 + day:00},{name}\n", 1 + random.NextInt(2));
                }
            }
        }
        _folder.Write("customers.csv", customers.ToString());
        _folder.Write("events.csv", events.ToString());
        Assert.Equal(ExitCode.Ok, (await Init("--consumers", "customers.csv", "--events", "events.csv")).Code);
        var schema = ConsumerSchema.Load(_folder.File("schema.json"));
        Assert.Equal(
            [("age", NumberScale.Linear), ("income", NumberScale.Log)],
            schema.Attributes.Select(a => (a.Name, a.Scale)));
        var visit = Assert.Single(schema.Outcomes);
        var rate = Assert.Single(visit.Rates);
        Assert.True(rate is { AsNumber: true, Name: "visit_a_day", Cuts.Count: 11 }, $"{rate}");
        // The mean chance of a day, 19 / 50, not of an event.
        Assert.InRange(rate.PriorMean, 0.35, 0.41);
        Assert.Equal(["push", "mail", "sms", "coupon"], visit.Responsiveness);
        await Init("--consumers", "customers.csv", "--events", "events.csv", "--window", "3");
        Assert.Empty(ConsumerSchema.Load(_folder.File("schema.json")).Outcomes[0].Responsiveness);
    }

    private Task<CliRun> Init(params string[] arguments) => CliRun.Of([
        "init", .. arguments.Select(a => a.EndsWith(".csv", StringComparison.Ordinal) ? _folder.File(a) : a),
        "--out", _folder.File("schema.json"), "--json", _folder.File("init.json")]);

    private JsonObject Read(string name) => JsonNode.Parse(File.ReadAllText(_folder.File(name)))!.AsObject();

    private void SplitTheChallenge()
    {
        var (customers, experiment) = (new StringBuilder(), new StringBuilder());
        var id = 0;
        foreach (var line in File.ReadLines(Checkout.Data("hillstrom.csv")))
        {
            // Eight attributes, one of them with a comma inside quotes or not; then segment, visit, conversion, spend.
            var cells = line.Split(',');
            var name = id == 0 ? "customer_id" : $"h{id}";
            customers.Append(name).Append(',').AppendJoin(',', cells[..^4]).Append('\n');
            experiment.Append(name).Append(',').AppendJoin(',', cells[^4..]).Append('\n');
            id++;
        }
        _folder.Write("customers.csv", customers.ToString());
        _folder.Write("experiment.csv", experiment.ToString());
    }

    /// <summary>
    /// A shop of odd names: e-mails bring orders; what was ordered stands among the attributes; ten days lack orders.
    /// </summary>
    private void WriteShop()
    {
        var random = new RandomStream(11);
        var customers = new StringBuilder("Customer ID,E-Mail,Age,Store type,Country,Zip,Last Order Total\n");
        var events = new StringBuilder("Event ID,Customer ID,event_type,ts,amount\n");
        var number = 0;
        for (var i = 0; i < People; i++)
        {
            var (age, spent) = (18 + random.NextInt(60), 0);
            var buyer = random.Bernoulli(0.4);
            for (var day = 0; day < PanelDays; day++)
            {
                var when = new DateOnly(2025, 1, 1).AddDays(day).ToString("yyyy-MM-dd") + " 10:30:00";
                var mailed = random.Bernoulli(0.2);
                if (mailed)
                    events.Append($"e{number++},n{i},e-mail sent,{when},\n");
                if (day is >= 20 and < 30 || !buyer || !random.Bernoulli(mailed ? 0.1 : 0.03))
                    continue;
                spent = 5 + random.NextInt(90);
                events.Append($"e{number++},n{i},order,{when},{spent}\n");
            }
            var missing = i % 10 == 0 ? "" : $"{age}";
            var store = i % 3 == 0 ? "big" : "small";
            customers.Append($"n{i},n{i}@example.org,{missing},{store},DE,{10_000 + i},{spent}\n");
        }
        customers.Append("n7,n7@example.org,20,big,DE,10007,0\n");
        events.Append("e1,n3,order,2025-02-01 09:00:00,12\ne2,n4,order,2025-02-02 09:00:00,13\n");
        events.Append("g1,ghost,sms,2025-02-02 09:00:00,\n");
        _folder.Write("customers.csv", customers.ToString());
        _folder.Write("events.csv", events.ToString());
    }
}
