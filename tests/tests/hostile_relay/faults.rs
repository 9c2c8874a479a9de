//! The control: faults of an honest relay and of the line accuse nobody, loop nowhere, and lose nothing.

use entrenous_tests::hostile::Attack;
use entrenous_tests::household::Dice;

use crate::world::{ALEX, SAM, World};

#[tokio::test]
async fn honest_faults_accuse_nobody_and_stay_within_a_budget_of_messages() {
    let mut world = World::new(false).await;
    let runs = std::env::var("FAULT_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(6);
    for seed in 0..runs {
        world.begin().await;
        let begun = world.relay.traffic();
        let mut dice = Dice(seed);
        let (mut written, mut syncs, mut restored) = (Vec::new(), 0, false);
        for step in 0..12 {
            let who = if dice.below(2) == 0 { ALEX } else { SAM };
            match dice.below(6) {
                0 | 1 => {
                    let title = format!("Step {step} of {who}");
                    world.add(who, &title);
                    written.push(title);
                }
                2 => world.relay.while_stopped(|_| Ok(())).await.unwrap(),
                3 if step > 6 && !restored => {
                    restored = true;
                    world.put_back_relay("kept").await;
                }
                _ => world.relay.attack(Attack::Cut(dice.below(40).try_into().unwrap())),
            }
            // Whether it got through does not matter here.
            world.sync(who).await.ok();
            syncs += 1;
        }
        world.relay.attack(Attack::None);
        world.in_step().await;
        syncs += 6;
        let titles = world.titles(SAM);
        assert_eq!(world.shared(SAM), world.shared(ALEX), "seed {seed}");
        for title in &written {
            assert!(titles.contains(title), "seed {seed}: {title:?} is lost");
        }
        for who in [ALEX, SAM] {
            let accused: Vec<String> = world
                .events(who)
                .into_iter()
                .map(|event| event.code)
                .filter(|code| !(restored && code == "relay_behind"))
                .collect();
            assert!(accused.is_empty(), "seed {seed}: {who} noticed {accused:?}");
            assert_eq!(world.status(who).waiting, 0, "seed {seed}: {who}");
        }
        let frames = world.relay.traffic() - begun;
        let budget = 80 * syncs;
        assert!(frames <= budget, "seed {seed}: {frames} frames in {syncs} syncs, {budget} are enough");
    }
}
