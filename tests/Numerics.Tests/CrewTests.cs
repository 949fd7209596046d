namespace WorldModel.Numerics.Tests;

public class CrewTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_slice_of_every_piece_is_run_once_and_done_when_the_call_returns(int threads)
    {
        using var crew = new Crew(threads);
        var random = new RandomStream(71);
        for (var piece = 0; piece < 3_000; piece++)
        {
            var counts = new int[random.NextInt(9)];
            crew.Run(counts.Length, slice => Interlocked.Increment(ref counts[slice]));
            Assert.All(counts, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Threads_that_fell_asleep_come_back()
    {
        using var crew = new Crew(3);
        var sum = 0;
        for (var piece = 0; piece < 20; piece++)
        {
            crew.Run(6, slice => Interlocked.Add(ref sum, slice));

            // Longer than helpers spin, with no sleep of a fixed time: they have given up at some of these pieces.
            for (var i = 0; i < 200; i++) Thread.SpinWait(500);
        }

        Assert.Equal(20 * 15, sum);
    }

    [Fact]
    public void What_a_slice_throws_reaches_the_caller_after_the_others_are_done_and_the_crew_goes_on()
    {
        using var crew = new Crew(2);
        var done = 0;
        var thrown = Assert.Throws<AggregateException>(() => crew.Run(8, slice =>
        {
            if (slice == 3) throw new InvalidOperationException("three");
            Interlocked.Increment(ref done);
        }));
        Assert.Equal("three", thrown.InnerException!.Message);
        Assert.Equal(7, done);
        crew.Run(4, _ => Interlocked.Increment(ref done));
        Assert.Equal(11, done);
    }
}
