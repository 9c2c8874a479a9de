//! Two people on their way to a pairing, for the tests.

use crypto::{
    DeviceId, DisplayName, Handshake, Introduction, Joining, KemKey, PairingError, PairingRole,
    PairingSecret, Role, Roster, Welcome, genesis_envelope, make_m1, make_m2, read_m2, read_m4,
};
use rand_chacha::ChaCha20Rng;
use wire::StreamId;

use crate::people::{Member, Person, key, rng};

/// An inviter with an open invitation, and a newcomer, both certified and with a member of the stream for two.
pub(crate) struct Stage {
    pub(crate) rng: ChaCha20Rng,
    pub(crate) secret: PairingSecret,
    pub(crate) inviter: Person,
    pub(crate) newcomer: Person,
    pub(crate) stream: StreamId,
    pub(crate) genesis: Vec<u8>,
    pub(crate) inviting: Member,
    pub(crate) joining: Member,
    pub(crate) ephemeral: KemKey,
    pub(crate) m1: Vec<u8>,
}

pub(crate) fn stage(role: PairingRole) -> Stage {
    let mut rng = rng(11);
    let (inviter, newcomer) = (Person::new(&mut rng), Person::new(&mut rng));
    let genesis = genesis_envelope(&key(&mut rng), [3; 32]).unwrap();
    let stream = genesis.header().stream;
    let secret = PairingSecret::from_link(&[7; 32]);
    let (ephemeral, m1) = make_m1(&secret, role, 1_800_000_000, &mut rng);
    Stage {
        inviting: inviter.member(stream, &mut rng),
        joining: newcomer.member(stream, &mut rng),
        genesis: genesis.as_bytes().to_vec(),
        rng,
        secret,
        inviter,
        newcomer,
        stream,
        ephemeral,
        m1,
    }
}

pub(crate) fn name(text: &str) -> DisplayName {
    text.parse().unwrap()
}

impl Stage {
    pub(crate) fn introduction(&self) -> Introduction {
        Introduction {
            statements: self.newcomer.statements.clone(),
            name: name("Ben"),
            role: Some(Role::Report),
        }
    }

    pub(crate) fn second(&mut self) -> (Vec<u8>, Handshake, Handshake) {
        let introduction = self.introduction();
        let (m2, newcomer) =
            make_m2(&self.secret, &self.m1, &introduction, &self.newcomer.device, &mut self.rng).unwrap();
        let (introduced, inviter) = read_m2(&self.secret, &self.ephemeral, &self.m1, &m2).unwrap();
        assert_eq!(introduced.introduction, introduction);
        assert_eq!(introduced.device, DeviceId::of(&self.newcomer.device));
        assert_eq!(introduced.root, Some(self.newcomer.id()));
        (m2, inviter, newcomer)
    }

    pub(crate) fn welcome(&self) -> Welcome {
        let roots = [self.inviter.id(), self.newcomer.id()];
        Welcome {
            statements: self.inviter.statements.clone(),
            name: name("Ana"),
            role: Role::Manager,
            genesis: self.genesis.clone(),
            binding: self.inviting.binding.clone(),
            roster_part: Roster::sign_part(&self.inviter.device, self.inviter.id(), &self.stream, &roots),
            voucher: Some([4; 16]),
        }
    }

    pub(crate) fn joining(&self) -> Joining {
        let roots = [self.inviter.id(), self.newcomer.id()];
        Joining {
            enrolments: vec![self.joining.enrolment(&self.inviting.author())],
            roster_part: Roster::sign_part(&self.newcomer.device, self.newcomer.id(), &self.stream, &roots),
        }
    }

    pub(crate) fn read_m4(
        &self,
        handshake: &Handshake,
        m3: &[u8],
        m4: &[u8],
    ) -> Result<Joining, PairingError> {
        let roots = (&self.inviter.id(), &self.newcomer.id());
        read_m4(handshake, m3, m4, &self.stream, roots, &self.inviting.author())
    }
}
